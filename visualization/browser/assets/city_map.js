// The city on a canvas. What stands still is drawn once, beneath; residents, organisations and problems every week.

const KIND_NAMES = ["party_branch", "government", "self_governing", "enterprise", "mass_organisation", "social_organisation"];

function render({ model, el }) {
  const make = (tag, className, parent) => {
    const node = document.createElement(tag);
    if (className) node.className = className;
    parent.append(node);
    return node;
  };
  const root = make("div", "cg-map", el);
  const field = make("div", "cg-field", root);
  const canvas = make("canvas", "cg-city", field);
  const legend = make("div", "cg-legend", root);
  const tip = make("div", "cg-tip", field);
  const context = canvas.getContext("2d");
  const ground = document.createElement("canvas");
  canvas.setAttribute("role", "img");
  tip.hidden = true;

  const scene = { film: null, map: null, style: {}, sprites: null, week: model.get("week") };
  let heard = -Infinity; // when the last "cogov-week" came
  let scheduled = 0;
  let draws = 0;
  let spoken = 0; // timer of the text alternative
  let pointed = null; // what the pointer is over, and where

  // [[n?resident|residents]] is the first where n is one, as in the words of Python.
  const say = (key, values = {}) =>
    (model.get("words")[key] ?? key)
      .replace(/\[\[(\w+)\?(.*?)\|(.*?)\]\]/g, (_, name, one, other) => (String(values[name]) === "1" ? one : other))
      .replace(/\{(\w+)\}/g, (_, name) => values[name]);
  const percent = (value) => say("percent", { value: Math.round(100 * value) });
  const names = (table, row) => model.get("names")[table]?.[row] ?? "";

  function readStyle() {
    const css = getComputedStyle(root);
    const value = (name) => css.getPropertyValue(name).trim();
    const style = { theme: value("--dark-theme") === "1" ? "dark" : "light", font: css.fontFamily };
    style.scale = (parseFloat(css.fontSize) || 12) / 12;
    style.ratio = window.devicePixelRatio || 1;
    for (const name of ["ink", "soft", "town", "country", "block", "line", "overdue", "waiting", "kind", "ring"]) {
      style[name] = value(`--${name}`);
    }
    scene.style = style;
  }

  function layOut() {
    root.style.height = model.get("height");
    if (!scene.film) return;
    readStyle();
    drawLegend();
    const [width, height] = [field.clientWidth, field.clientHeight];
    if (!width || !height) return;
    for (const each of [canvas, ground]) {
      each.width = Math.round(width * scene.style.ratio);
      each.height = Math.round(height * scene.style.ratio);
    }
    scene.map = plan(scene.film.layout, width, height, scene.style.scale);
    drawGround(ground.getContext("2d"), scene, names);
    scene.sprites = makeSprites(scene);
    schedule();
  }

  function draw() {
    scheduled = 0;
    if (!scene.map || !root.isConnected) return;
    scene.week = Math.min(Math.max(0, scene.week), scene.film.layout.weeks - 1);
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.globalAlpha = 1;
    context.clearRect(0, 0, canvas.width, canvas.height);
    context.drawImage(ground, 0, 0);
    context.setTransform(scene.style.ratio, 0, 0, scene.style.ratio, 0, 0);
    drawDots(context, scene);
    drawOrganisations(context, scene);
    scene.map.communities.forEach((community, c) => drawProblems(context, scene, community, c));
    drawSelected(context, scene, model.get("selected") ?? {});
    canvas.dataset.week = scene.week;
    canvas.dataset.draws = ++draws;
    if (pointed) showTip();
    if (!spoken) spoken = setTimeout(speak, draws === 1 ? 0 : 500);
  }

  function drawLegend() {
    legend.textContent = "";
    const item = (text, className = "") => {
      const node = make("span", className, legend);
      node.append(text);
      return node;
    };
    const swatch = (node, colour, className = "") => {
      const mark = make("i", `cg-swatch ${className}`, node);
      mark.style.background = colour;
      node.prepend(mark);
    };
    const title = item(say(`colour.${scene.film.layout.colour}`));
    title.style.fontWeight = "600";
    if (byLevel(scene.film)) {
      const levels = coloursOf(scene.film, scene.style.theme);
      LEVELS.forEach((level, k) => swatch(item(say(`participation.${level}`)), levels[k]));
    } else {
      title.append(` ${say("low")}`);
      make("i", "cg-ramp", title).style.background = `linear-gradient(90deg, ${RAMPS[scene.style.theme].join(",")})`;
      title.append(say("high"));
    }
    for (const kind of KIND_NAMES) {
      const node = item(say(`kind.${kind}`));
      const icon = document.createElement("canvas");
      icon.width = icon.height = 28;
      const pen = icon.getContext("2d");
      outline(pen, kind, 14, 14, 10);
      pen.fillStyle = scene.style.kind;
      pen.fill();
      node.prepend(icon);
    }
    item(say("size"), "cg-note");
    const problems = item(say("problem_bar"));
    for (const name of ["overdue", "waiting"]) {
      const node = item(say(name === "overdue" ? "overdue" : "in_time"));
      swatch(node, scene.style[name], "cg-square");
      problems.append(node);
    }
    if (scene.film.layout.dots < scene.film.layout.citizens) {
      item(say("sampled", { shown: scene.film.layout.dots, all: scene.film.layout.citizens }), "cg-note");
    }
  }

  const shade = (dot) => {
    const value = scene.film.shades[scene.week * scene.film.layout.dots + dot];
    return byLevel(scene.film) ? say(`participation.${LEVELS[value]}`) : `${say(`colour.${scene.film.layout.colour}`)} ${percent(value / 255)}`;
  };

  /** Say in words what is under the pointer. */
  function describe({ what, index, community }) {
    if (what === "citizen") {
      let grid = 0;
      const { start, grids } = scene.map.communities[community];
      for (let end = start + grids[0]; end <= index; end += grids[++grid]);
      return say("citizen", { community: names("communities", community), grid: grid + 1, value: shade(index) });
    }
    if (what === "community") {
      const { district, residents } = scene.map.communities[index];
      const where = { community: names("communities", index), district: names("districts", district), residents };
      return `${say("community", where)}\n${say("problems", countsOf(scene.film, scene.week, index))}`;
    }
    const { kind, community: home, district } = scene.map.organisations[index];
    const place = scene.week * scene.map.organisations.length + index;
    return say("organisation", {
      kind: say(`kind.${kind}`),
      place: home >= 0 ? names("communities", home) : names("districts", district),
      willingness: percent(scene.film.willingness[place] / 255),
      effort: percent(scene.film.effort[place] / 255),
    });
  }

  function showTip() {
    tip.textContent = describe(pointed.found);
    tip.hidden = false;
    const { x, y } = pointed;
    const right = x + 14 + tip.offsetWidth > field.clientWidth;
    tip.style.left = `${Math.max(0, right ? x - tip.offsetWidth - 10 : x + 14)}px`;
    tip.style.top = `${Math.max(0, Math.min(y + 14, field.clientHeight - tip.offsetHeight))}px`;
  }

  /** Put this week's numbers into the text alternative. */
  function speak() {
    spoken = 0;
    if (!scene.film || !root.isConnected) return;
    const total = { week: scene.week, open: 0, overdue: 0 };
    scene.film.layout.communities.forEach((_, c) => {
      const { open, overdue } = countsOf(scene.film, scene.week, c);
      total.open += open;
      total.overdue += overdue;
    });
    const { dots } = scene.film.layout;
    const values = scene.film.shades.subarray(scene.week * dots, (scene.week + 1) * dots);
    const share = (level) => percent(values.reduce((sum, value) => sum + (value === level), 0) / dots);
    const line = byLevel(scene.film)
      ? say("summary_participation", { ...total, volunteers: share(2), meeting: share(1) })
      : say("summary", {
          ...total,
          colour: say(`colour.${scene.film.layout.colour}`),
          value: percent(values.reduce((sum, value) => sum + value, 0) / dots / 255),
        });
    canvas.setAttribute("aria-label", line);
  }

  function schedule() {
    if (!scheduled) scheduled = requestAnimationFrame(draw);
  }

  function show(next) {
    if (next === scene.week) return;
    scene.week = next;
    schedule();
  }

  function find(event) {
    const box = canvas.getBoundingClientRect();
    const [x, y] = [event.clientX - box.left, event.clientY - box.top];
    const found = scene.map && at(scene.map, x, y);
    return found ? { found, x, y } : null;
  }

  canvas.addEventListener("pointermove", (event) => {
    pointed = find(event);
    if (pointed) showTip();
    else tip.hidden = true;
    canvas.style.cursor = pointed ? "pointer" : "";
  });
  canvas.addEventListener("pointerleave", () => { pointed = null; tip.hidden = true; });
  canvas.addEventListener("click", (event) => {
    const { what, index } = find(event)?.found ?? {};
    if (what === "citizen") model.send({ kind: "citizen", row: rowOf(scene.film, index) });
    else if (what === "community") model.send({ kind: "community", row: index });
    else if (what) model.send({ kind: scene.map.organisations[index].kind, row: index });
  });

  const hear = (event) => { heard = performance.now(); show(event.detail.week); };
  window.addEventListener("cogov-week", hear);
  // What Python says of the week lags behind while the line of time plays.
  model.on("change:week", () => { if (performance.now() - heard > 1000) show(model.get("week")); });
  model.on("change:packet", () => { scene.film = unpack(model.get("packet")); layOut(); });
  model.on("change:selected", schedule);
  for (const name of ["words", "names", "height"]) model.on(`change:${name}`, layOut);
  const watch = new ResizeObserver(layOut);
  watch.observe(field);
  const themes = new MutationObserver(layOut);
  for (let node = el; node; node = node.parentElement) {
    if (node.matches(".shell, .v-application, body, html")) themes.observe(node, { attributeFilter: ["class", "style"] });
  }
  scene.film = unpack(model.get("packet"));
  layOut();
  return () => {
    window.removeEventListener("cogov-week", hear);
    watch.disconnect();
    themes.disconnect();
    clearTimeout(spoken);
  };
}

export default { render };
