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

  let film = null;
  let map = null;
  let style = {};
  let sprites = null;
  let week = model.get("week");
  let heard = -Infinity; // when the last "cogov-week" came
  let scheduled = 0;
  let draws = 0;
  let spoken = 0; // timer of the text alternative
  let pointed = null; // what the pointer is over, and where

  const say = (key, values = {}) => (model.get("words")[key] ?? key).replace(/\{(\w+)\}/g, (_, name) => values[name]);
  const names = (table, row) => model.get("names")[table]?.[row] ?? "";
  const byLevel = () => film.layout.colour === "participation";
  const rowOf = (dot) => Math.floor((dot * film.layout.citizens) / film.layout.dots);
  const colours = () => {
    if (byLevel()) return PARTICIPATION[style.theme];
    return Array.from({ length: SHADES }, (_, k) => mix(RAMPS[style.theme], k / (SHADES - 1)));
  };
  const counts = (c) => {
    const i = (week * film.layout.communities.length + c) * STAGES;
    const [latent, reported, assigned, paper, overdue] = film.problems.subarray(i, i + STAGES);
    return { latent, reported, assigned, paper, overdue, open: unresolved(film.problems, i) };
  };

  function readStyle() {
    const css = getComputedStyle(root);
    const value = (name) => css.getPropertyValue(name).trim();
    style = { theme: value("--dark-theme") === "1" ? "dark" : "light", font: css.fontFamily };
    for (const name of ["ink", "soft", "town", "country", "block", "line", "overdue", "waiting", "kind", "ring"]) {
      style[name] = value(`--${name}`);
    }
    style.scale = (parseFloat(css.fontSize) || 12) / 12;
  }

  function layOut() {
    root.style.height = model.get("height");
    if (!film) return;
    readStyle();
    drawLegend();
    const [width, height] = [field.clientWidth, field.clientHeight];
    if (!width || !height) return;
    const ratio = window.devicePixelRatio || 1;
    for (const each of [canvas, ground]) [each.width, each.height] = [Math.round(width * ratio), Math.round(height * ratio)];
    style.ratio = ratio;
    map = plan(film.layout, width, height, style.scale);
    drawGround();
    makeSprites();
    schedule();
  }

  function write(pen, text, rect, colour, weight = "") {
    if (rect.h < 8) return;
    pen.font = `${weight} ${Math.min(12 * style.scale, rect.h * 0.82)}px ${style.font}`;
    pen.fillStyle = colour;
    pen.textBaseline = "middle";
    let line = text;
    while (line.length > 1 && pen.measureText(line).width > rect.w) line = `${line.slice(0, line.endsWith("…") ? -2 : -1)}…`;
    pen.fillText(line, rect.x, rect.y + rect.h / 2);
  }

  function drawGround() {
    const pen = ground.getContext("2d");
    pen.setTransform(style.ratio, 0, 0, style.ratio, 0, 0);
    pen.clearRect(0, 0, ground.width, ground.height);
    const block = ({ x, y, w, h }, radius, colour) => {
      pen.beginPath();
      pen.roundRect(x, y, w, h, radius);
      pen.fillStyle = colour;
      pen.fill();
    };
    map.districts.forEach((district, d) => {
      if (!district.rect) return;
      block(district.rect, 10, district.rural ? style.country : style.town);
      write(pen, names("districts", d), district.title, style.ink, "600");
    });
    map.communities.forEach((community, c) => {
      block(community.rect, 6, style.block);
      write(pen, names("communities", c), community.title, style.soft);
      pen.strokeStyle = style.line;
      pen.lineWidth = 0.5;
      const worth = community.cells.length > 1 && community.cells[0].w > 14;
      for (const { x, y, w, h } of worth ? community.cells : []) pen.strokeRect(x + 1, y + 1, w - 2, h - 2);
    });
  }

  /** Draw a dot of each colour once, side by side: copying is faster than drawing arcs. */
  function makeSprites() {
    const shades = colours();
    const radius = map.dots.radius;
    const size = Math.ceil((2 * radius + 2) * style.ratio);
    sprites = { sheet: document.createElement("canvas"), size, width: size / style.ratio, count: shades.length };
    [sprites.sheet.width, sprites.sheet.height] = [size * shades.length, size];
    const pen = sprites.sheet.getContext("2d");
    shades.forEach((shade, k) => {
      pen.beginPath();
      pen.arc((k + 0.5) * size, size / 2, radius * style.ratio, 0, 2 * Math.PI);
      pen.fillStyle = shade;
      pen.fill();
      if (radius < 2) return;
      pen.lineWidth = 0.6 * style.ratio;
      pen.strokeStyle = style.ring;
      pen.stroke();
    });
  }

  function draw() {
    scheduled = 0;
    if (!map || !root.isConnected) return;
    week = Math.min(Math.max(0, week), film.layout.weeks - 1);
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.globalAlpha = 1;
    context.clearRect(0, 0, canvas.width, canvas.height);
    context.drawImage(ground, 0, 0);
    context.setTransform(style.ratio, 0, 0, style.ratio, 0, 0);
    const { dots } = film.layout;
    const shades = film.shades.subarray(week * dots, (week + 1) * dots);
    const { sheet, size, width, count } = sprites;
    const { x, y } = map.dots;
    for (let i = 0; i < dots; i++) {
      const k = count === SHADES ? shades[i] >> 2 : Math.min(shades[i], count - 1);
      context.drawImage(sheet, k * size, 0, size, size, x[i] - width / 2, y[i] - width / 2, width, width);
    }
    drawOrganisations();
    map.communities.forEach(drawProblems);
    drawSelected();
    canvas.dataset.week = week;
    canvas.dataset.draws = ++draws;
    if (pointed) showTip();
    if (!spoken) spoken = setTimeout(speak, draws === 1 ? 0 : 500);
  }

  function drawOrganisations() {
    const from = week * map.organisations.length;
    context.lineWidth = 1.2;
    context.strokeStyle = context.fillStyle = style.kind;
    map.organisations.forEach(({ kind, x, y, room }, o) => {
      if (room < 5) return;
      // Area, not width, is what the eye compares.
      outline(context, kind, x, y, room * (0.16 + 0.28 * Math.sqrt(film.effort[from + o] / 255)));
      context.globalAlpha = 0.15 + 0.85 * (film.willingness[from + o] / 255);
      context.fill();
      context.globalAlpha = 1;
      context.stroke();
    });
  }

  function drawProblems(community, c) {
    const { open, overdue } = counts(c);
    const { bar, rect } = community;
    if (overdue) {
      context.globalAlpha = Math.min(1, 0.25 + (8 * overdue) / community.residents);
      context.strokeStyle = style.overdue;
      context.lineWidth = 2;
      context.beginPath();
      context.roundRect(rect.x + 1, rect.y + 1, rect.w - 2, rect.h - 2, 6);
      context.stroke();
      context.globalAlpha = 1;
    }
    const room = bar.words ? 44 * style.scale : 0;
    const unit = Math.max(0, bar.w - room) / film.most;
    const [top, height] = bar.words ? [bar.y + bar.h * 0.2, bar.h * 0.6] : [bar.y, bar.h];
    context.fillStyle = style.overdue;
    context.fillRect(bar.x, top, overdue * unit, height);
    context.fillStyle = style.waiting;
    context.fillRect(bar.x + overdue * unit, top, (open - overdue) * unit, height);
    if (!bar.words) return;
    const number = { x: bar.x + open * unit + 4, y: bar.y, w: room, h: bar.h };
    write(context, String(open), number, style.ink, "600");
    number.x += context.measureText(`${open} `).width;
    if (overdue) write(context, `(${overdue})`, number, style.overdue, "600");
  }

  function drawSelected() {
    const { kind, row } = model.get("selected") ?? {};
    if (kind === undefined) return;
    context.strokeStyle = style.ink;
    context.lineWidth = 2.5;
    context.beginPath();
    if (kind === "community" && map.communities[row]) {
      const { x, y, w, h } = map.communities[row].rect;
      context.roundRect(x, y, w, h, 6);
    } else if (kind === "citizen") {
      const dot = Math.ceil((row * film.layout.dots) / film.layout.citizens);
      if (rowOf(dot) !== row) return;
      context.arc(map.dots.x[dot], map.dots.y[dot], map.dots.radius + 3, 0, 2 * Math.PI);
    } else if (map.organisations[row]) {
      context.arc(map.organisations[row].x, map.organisations[row].y, map.organisations[row].room / 2 + 1, 0, 2 * Math.PI);
    }
    context.stroke();
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
    const title = item(say(`colour.${film.layout.colour}`));
    title.style.fontWeight = "600";
    if (byLevel()) LEVELS.forEach((level, k) => swatch(item(say(`participation.${level}`)), colours()[k]));
    else {
      title.append(` ${say("low")}`);
      make("i", "cg-ramp", title).style.background = `linear-gradient(90deg, ${RAMPS[style.theme].join(",")})`;
      title.append(say("high"));
    }
    for (const kind of KIND_NAMES) {
      const node = item(say(`kind.${kind}`));
      const icon = document.createElement("canvas");
      icon.width = icon.height = 28;
      const pen = icon.getContext("2d");
      outline(pen, kind, 14, 14, 10);
      pen.fillStyle = style.kind;
      pen.fill();
      node.prepend(icon);
    }
    item(say("size"), "cg-note");
    const problems = item(say("problem_bar"));
    for (const name of ["overdue", "waiting"]) {
      const node = item(say(name === "overdue" ? "overdue" : "in_time"));
      swatch(node, style[name], "cg-square");
      problems.append(node);
    }
    if (film.layout.dots < film.layout.citizens) {
      item(say("sampled", { shown: film.layout.dots, all: film.layout.citizens }), "cg-note");
    }
  }

  const shade = (dot) => {
    const value = film.shades[week * film.layout.dots + dot];
    return byLevel() ? say(`participation.${LEVELS[value]}`) : `${say(`colour.${film.layout.colour}`)} ${percent(value / 255)}`;
  };

  /** Say in words what is under the pointer. */
  function describe({ what, index, community }) {
    if (what === "citizen") {
      let grid = 0;
      const { start, grids } = map.communities[community];
      for (let end = start + grids[0]; end <= index; end += grids[++grid]);
      return say("citizen", { community: names("communities", community), grid: grid + 1, value: shade(index) });
    }
    if (what === "community") {
      const { district, residents } = map.communities[index];
      const where = { community: names("communities", index), district: names("districts", district), residents };
      return `${say("community", where)}\n${say("problems", counts(index))}`;
    }
    const { kind, community: home, district } = map.organisations[index];
    const place = week * map.organisations.length + index;
    return say("organisation", {
      kind: say(`kind.${kind}`),
      place: home >= 0 ? names("communities", home) : names("districts", district),
      willingness: percent(film.willingness[place] / 255),
      effort: percent(film.effort[place] / 255),
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
    if (!film || !root.isConnected) return;
    const total = { week, open: 0, overdue: 0 };
    film.layout.communities.forEach((_, c) => {
      const { open, overdue } = counts(c);
      total.open += open;
      total.overdue += overdue;
    });
    const { dots } = film.layout;
    const values = film.shades.subarray(week * dots, (week + 1) * dots);
    const share = (level) => percent(values.reduce((sum, value) => sum + (value === level), 0) / dots);
    const line = byLevel()
      ? say("summary_participation", { ...total, volunteers: share(2), meeting: share(1) })
      : say("summary", {
          ...total,
          colour: say(`colour.${film.layout.colour}`),
          value: percent(values.reduce((sum, value) => sum + value, 0) / dots / 255),
        });
    canvas.setAttribute("aria-label", line);
  }

  function schedule() {
    if (!scheduled) scheduled = requestAnimationFrame(draw);
  }

  function show(next) {
    if (next === week) return;
    week = next;
    schedule();
  }

  function find(event) {
    const box = canvas.getBoundingClientRect();
    const [x, y] = [event.clientX - box.left, event.clientY - box.top];
    const found = map && at(map, x, y);
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
    if (what === "citizen") model.send({ kind: "citizen", row: rowOf(index) });
    else if (what === "community") model.send({ kind: "community", row: index });
    else if (what) model.send({ kind: map.organisations[index].kind, row: index });
  });

  const hear = (event) => { heard = performance.now(); show(event.detail.week); };
  window.addEventListener("cogov-week", hear);
  // What Python says of the week lags behind while the line of time plays.
  model.on("change:week", () => { if (performance.now() - heard > 1000) show(model.get("week")); });
  model.on("change:packet", () => { film = unpack(model.get("packet")); layOut(); });
  model.on("change:selected", schedule);
  for (const name of ["words", "names", "height"]) model.on(`change:${name}`, layOut);
  const watch = new ResizeObserver(layOut);
  watch.observe(field);
  const themes = new MutationObserver(layOut);
  for (let node = el; node; node = node.parentElement) {
    if (node.matches(".v-application, body, html")) themes.observe(node, { attributeFilter: ["class", "style"] });
  }
  film = unpack(model.get("packet"));
  layOut();
  return () => {
    window.removeEventListener("cogov-week", hear);
    watch.disconnect();
    themes.disconnect();
    clearTimeout(spoken);
  };
}

export default { render };
