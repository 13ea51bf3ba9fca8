// The city on a canvas, or two of them on one map. Layers: ground | residents | the week at rest | what moves; each is
// drawn on its own when something in it changes, and a frame copies them, each city into its side of the divider.

function render({ model, el }) {
  const root = element("div", "cg-map", el);
  const field = element("div", "cg-field", root);
  const canvas = element("canvas", "cg-city", field);
  const [left, right] = [element("div", "cg-side cg-before", field), element("div", "cg-side cg-after", field)];
  const tip = element("div", "cg-tip", field);
  const controls = element("div", "cg-controls", root);
  const again = element("button", "cg-again", controls);
  const scroll = element("div", "cg-scroll", controls);
  const totals = element("table", "cg-totals", scroll);
  const legend = element("div", "cg-legend", root);
  const details = element("details", "cg-list", root);
  const summary = element("summary", "", details);
  const list = element("div", "", details);
  const pen = canvas.getContext("2d");
  const ground = document.createElement("canvas");
  const calm = matchMedia("(prefers-reduced-motion: reduce)");
  root.style.height = model.get("height"); // before there is anything to show, so that nothing below moves
  again.type = "button";
  root.classList.add("cg-unnamed"); // until there are words
  scroll.tabIndex = 0; // may be wider than its place, and then is moved by keys
  scroll.setAttribute("role", "group");
  tip.hidden = true;

  let cities = []; // {film, standing, people, rest, movers, doors}: before, after; or one alone
  let map = null;
  let style = {};
  let week = model.get("week");
  let running = false;
  let stale = true; // whether what stands in the week must be drawn anew
  let heard = -Infinity;
  let scheduled = 0;
  let draws = 0;
  let spoken = 0;
  let pointed = null;
  let loads = 0;

  const say = (key, values = {}) => fill(model.get("words")[key] ?? key, values);
  const names = (table, row) => model.get("names")[table]?.[row] ?? "";
  const percent = (value) => say("percent", { value: Math.round(100 * value) });
  const share = () => Math.min(...cities.map(({ film }) => film.told));
  const divider = addDivider(field, say, () => { sides(); schedule(); });
  for (const node of [divider.node, left, right]) node.hidden = true; // until two cities are there

  function readStyle() {
    const css = getComputedStyle(root);
    const value = (name) => css.getPropertyValue(`--${name}`).trim();
    const colours = {};
    for (const name of COLOURS_READ) colours[name] = value(name);
    colours.fields = ["a", "b", "c"].map((name) => value(`field-${name}`));
    colours.roofs = ["a", "b", "c"].map((name) => value(`roof-${name}`));
    colours.flats = ["a", "b", "c"].map((name) => value(`flat-${name}`));
    style = {
      theme: value("dark-theme") === "1" ? "dark" : "light", font: css.fontFamily, colours,
      scale: (parseFloat(css.fontSize) || 12) / 12, ratio: Math.min(2, window.devicePixelRatio || 1),
    };
  }

  async function load() {
    const turn = ++loads;
    const films = (await Promise.all([unpack(model.get("against")), unpack(model.get("packet"))])).filter(Boolean);
    if (turn !== loads || !root.isConnected) return;
    cities = films.map((film, k) => ({
      film, standing: new Standing(film), people: cities[k]?.people ?? new People(), movers: new Movers(), doors: [],
      rest: cities[k]?.rest ?? document.createElement("canvas"),
    }));
    layOut();
    begin();
  }

  function layOut() {
    root.style.height = model.get("height");
    if (!cities.length) return;
    readStyle();
    const [width, height] = [field.clientWidth, field.clientHeight];
    if (!width || !height) return;
    for (const each of [canvas, ground, ...cities.map(({ rest }) => rest)]) {
      each.width = Math.round(width * style.ratio);
      each.height = Math.round(height * style.ratio);
    }
    map = plan(cities[0].film, width, height, style.scale, model.get("shapes").rings ? model.get("shapes") : null);
    const under = ground.getContext("2d");
    under.setTransform(style.ratio, 0, 0, style.ratio, 0, 0);
    drawGround(under, map, style, names);
    for (const { film, people } of cities) people.resize(width, height, style.ratio, film.dots);
    drawLegend(legend, cities, Math.min(...cities.map(({ film }) => film.shown)), style, say);
    again.textContent = "\u21bb";
    again.title = say("again");
    again.setAttribute("aria-label", again.title);
    summary.textContent = say("list");
    root.classList.remove("cg-unnamed");
    scroll.setAttribute("aria-label", say("totals", { week }));
    divider.set(divider.at, false);
    sides();
    stale = true;
    totals.dataset.key = "";
    schedule();
  }

  function sides() {
    const two = cities.length > 1;
    for (const node of [divider.node, left, right]) node.hidden = !two;
    const titles = model.get("titles");
    [left, right].forEach((node, k) => { node.textContent = `${say(k ? "after" : "before")}${titles[k] ?? ""}`; });
    left.style.right = `calc(${100 * (1 - divider.at)}% + 6px)`;
    right.style.left = `calc(${100 * divider.at}% + 6px)`;
    left.style.maxWidth = `calc(${100 * divider.at}% - 12px)`;
    right.style.maxWidth = `calc(${100 * (1 - divider.at)}% - 12px)`;
    canvas.dataset.divider = divider.at.toFixed(3);
  }

  /** Begin to tell the week. */
  function begin() {
    const now = performance.now();
    const still = calm.matches || document.hidden;
    for (const { film, standing, movers } of cities) {
      standing.go(week - 1);
      if (still) movers.all = [];
      else if (map) movers.spawn(film, map, week, share(), standing, now, running);
    }
    stale = true;
    schedule();
  }

  function rest() {
    stale = false;
    for (const city of cities) {
      city.standing.go(week);
      city.people.draw(city.film, map, week, style.theme);
      city.doors = doorsOf(city.film, map, city.standing, share());
      const under = city.rest.getContext("2d");
      under.setTransform(1, 0, 0, 1, 0, 0);
      under.clearRect(0, 0, city.rest.width, city.rest.height);
      under.drawImage(city.people.canvas, 0, 0, city.rest.width, city.rest.height);
      under.setTransform(style.ratio, 0, 0, style.ratio, 0, 0);
      drawWeek(under, city.film, map, style, city.standing, city.doors);
    }
    drawTotals(totals, cities, week, say, model.get("titles"));
    canvas.dataset.week = week;
    if (pointed) showTip();
    if (!spoken) spoken = setTimeout(speak, draws ? 500 : 0);
  }

  function draw(now) {
    scheduled = 0;
    if (!map || !cities.length || !root.isConnected) return;
    if (stale) rest();
    pen.setTransform(1, 0, 0, 1, 0, 0);
    pen.clearRect(0, 0, canvas.width, canvas.height);
    pen.drawImage(ground, 0, 0);
    const middle = cities.length > 1 ? Math.round(canvas.width * divider.at) : 0;
    let moving = false;
    cities.forEach((city, k) => {
      const [from, to] = k === cities.length - 1 ? [middle, canvas.width] : [0, middle];
      if (to > from) pen.drawImage(city.rest, from, 0, to - from, canvas.height, from, 0, to - from, canvas.height);
      pen.save();
      pen.beginPath();
      pen.rect(from, 0, to - from, canvas.height);
      pen.clip();
      pen.setTransform(style.ratio, 0, 0, style.ratio, 0, 0);
      moving = city.movers.draw(pen, city.film, map, style, now) || moving;
      const followed = (model.get("followed").cases ?? [])[cities.length > 1 ? k : 1];
      if (followed >= 0 && city.film.born[followed] <= week) drawJourney(pen, city.film, map, style, followed, week);
      pen.restore();
    });
    pen.setTransform(style.ratio, 0, 0, style.ratio, 0, 0);
    drawSelected();
    canvas.dataset.draws = ++draws;
    canvas.dataset.moving = moving;
    if (moving) schedule();
  }

  function drawSelected() {
    const { kind, row } = model.get("selected") ?? {};
    if (kind === undefined) return;
    pen.strokeStyle = style.colours.ink;
    pen.lineWidth = 2.5;
    pen.beginPath();
    const [body, place] = [map.bodies[row], map.communities[row]];
    if (kind === "community" && place?.shape) traceShape(pen, place.shape);
    else if (kind === "community" && place) pen.roundRect(place.rect.x, place.rect.y, place.rect.w, place.rect.h, 6);
    else if (kind === "citizen") pen.arc(map.dots.x[dotOf(cities[0].film, row)], map.dots.y[dotOf(cities[0].film, row)], map.dots.radius + 3, 0, 7);
    else if (body) pen.arc(body.x, body.y, body.room / 2 + 1, 0, 7);
    pen.stroke();
  }

  const sideAt = (x) => (cities.length > 1 && x >= divider.at * field.clientWidth ? 1 : 0);

  /** Say in words what is under the pointer. */
  function describe({ what, index, community }, city) {
    const { film, standing } = city;
    if (what === "case") return describeCase(film, standing, index, say, names);
    if (what === "body") return describeBody(film, week, index, say, names);
    if (what === "community") {
      const { district, residents } = film.communities[index];
      return `${say("community", { community: names("communities", index), district: names("districts", district), residents })}\n${say("problems", countsOf(film, week, index))}`;
    }
    const value = film.shades[week * film.dots + index];
    const grid = map.grids.findLastIndex((each) => each.start <= index) - map.communities[community].first;
    const said = byLevel(film) ? say(`participation.${LEVELS[value]}`) : `${say(`colour.${film.colour}`)} ${percent(value / (SHADES - 1))}`;
    return say("citizen", { community: names("communities", community), grid: grid + 1, value: said });
  }

  function showTip() {
    tip.textContent = describe(pointed.found, cities[pointed.side]);
    tip.hidden = false;
    const { x, y } = pointed;
    const over = x + 14 + tip.offsetWidth > field.clientWidth;
    tip.style.left = `${Math.max(0, over ? x - tip.offsetWidth - 10 : x + 14)}px`;
    tip.style.top = `${Math.max(0, Math.min(y + 14, field.clientHeight - tip.offsetHeight))}px`;
  }

  /** Put this week's numbers into the text alternative, and into the list if it is open. */
  function speak() {
    spoken = 0;
    if (!cities.length || !root.isConnected) return;
    const titles = model.get("titles");
    const lines = cities.map(({ film }, k) => {
      const total = { week, open: 0, overdue: 0, city: cities.length > 1 ? titles[k] : say("city_now") };
      film.communities.forEach((_, c) => {
        const { open, overdue } = countsOf(film, week, c);
        total.open += open;
        total.overdue += overdue;
      });
      const values = film.shades.subarray(week * film.dots, (week + 1) * film.dots);
      const part = (level) => percent(values.reduce((sum, value) => sum + (value === level), 0) / film.dots);
      return byLevel(film)
        ? say("summary_participation", { ...total, volunteers: part(2), meeting: part(1) })
        : say("summary", { ...total, colour: say(`colour.${film.colour}`), value: percent(values.reduce((sum, value) => sum + value, 0) / film.dots / (SHADES - 1)) });
    });
    canvas.setAttribute("role", "img"); // not before it has a name
    canvas.setAttribute("aria-label", lines.join(" "));
    if (details.open) drawList(list, cities, week, share(), say, names, titles, tell);
  }

  const tell = (message) => model.send({ ...message, city: cities.length > 1 ? message.city : 1 });

  function schedule() {
    if (!scheduled) scheduled = requestAnimationFrame(draw);
  }

  function show(next, playing) {
    const last = cities.length ? cities[0].film.weeks - 1 : next;
    next = Math.min(Math.max(0, next), last);
    const stopped = running && !playing;
    running = playing;
    if (next === week && !stopped) return;
    week = next;
    begin();
  }

  function find(event) {
    if (!map || !cities.length) return null;
    const box = canvas.getBoundingClientRect();
    const [x, y] = [event.clientX - box.left, event.clientY - box.top];
    const side = sideAt(x);
    const found = at(map, x, y, cities[side].doors);
    return found && { found, x, y, side };
  }

  canvas.addEventListener("pointermove", (event) => {
    pointed = find(event);
    if (pointed) showTip();
    else tip.hidden = true;
    canvas.style.cursor = pointed ? "pointer" : "";
  });
  canvas.addEventListener("pointerleave", () => { pointed = null; tip.hidden = true; });
  canvas.addEventListener("click", (event) => {
    const { found, side } = find(event) ?? {};
    if (!found) return;
    const { what, index } = found;
    if (what === "case") tell({ case: index, city: side });
    else if (what === "citizen") tell({ kind: "citizen", row: rowOf(cities[side].film, index), city: side });
    else if (what === "community") tell({ kind: "community", row: index, city: side });
    else tell({ kind: map.bodies[index].kind, row: index, city: side });
  });
  again.addEventListener("click", begin);
  details.addEventListener("toggle", () => { if (!spoken) spoken = setTimeout(speak, 0); });

  const hear = (event) => { heard = performance.now(); show(event.detail.week, event.detail.playing); };
  window.addEventListener("cogov-week", hear);
  // What Python says of the week lags behind while the timeline plays.
  model.on("change:week", () => { if (performance.now() - heard > 1000) show(model.get("week"), false); });
  for (const name of ["packet", "against"]) model.on(`change:${name}`, load);
  for (const name of ["selected", "followed"]) model.on(`change:${name}`, schedule);
  for (const name of ["words", "names", "height", "titles", "shapes"]) model.on(`change:${name}`, layOut);
  const watch = new ResizeObserver(() => { layOut(); });
  watch.observe(field);
  const themes = new MutationObserver(layOut);
  for (let node = el; node; node = node.parentElement) {
    if (node.matches(".shell, .v-application, body, html")) themes.observe(node, { attributeFilter: ["class", "style"] });
  }
  load();
  const silence = addRecorder(canvas, say, () => ({
    week, last: cities.length ? cities[0].film.weeks - 1 : 0, divider: divider.at, font: style.font,
    titles: cities.length > 1 ? model.get("titles") : [],
  }));
  return () => {
    silence();
    window.removeEventListener("cogov-week", hear);
    watch.disconnect();
    themes.disconnect();
    clearTimeout(spoken);
  };
}

const COLOURS_READ = [
  "city", "town", "country", "road", "lane", "block", "meadow", "paved", "furrow", "shadow", "ridge", "thatch", "ink", "soft",
  "edge", "hidden", "waiting", "late", "calm", "solved", "passed", "sheet", "halo", "person", "emergency", "paperWhite",
];

export default { render };
