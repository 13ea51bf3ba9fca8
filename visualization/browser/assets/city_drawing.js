// Drawing the city with a pen (a canvas's context). A scene is {film, map, style, sprites, week}.

/** Write a text into a rectangle, or `short` where it does not fit. */
function write(pen, style, text, rect, colour, weight = "", short = text) {
  if (rect.h < 8) return;
  pen.font = `${weight} ${Math.min(12 * style.scale, rect.h * 0.82)}px ${style.font}`;
  pen.fillStyle = colour;
  pen.textBaseline = "middle";
  const fits = (line) => pen.measureText(line).width <= rect.w;
  pen.fillText(fits(text) ? text : fitted(short, fits), rect.x, rect.y + rect.h / 2);
}

/** Shorten a text until it fits: its longest word first, since numbers at its end tell places apart. */
function fitted(text, fits) {
  const words = text.split(" ");
  while (!fits(words.join(" "))) {
    const longest = words.reduce((best, word, k) => (word.length > words[best].length ? k : best), 0);
    const stem = words[longest].replace(/\.$/, "");
    if (words.length < 2 || stem.length < 3) break;
    words[longest] = `${stem.slice(0, -1)}.`;
  }
  let line = words.join(" ");
  while (line.length > 1 && !fits(line)) line = `${line.slice(0, line.endsWith("…") ? -2 : -1)}…`;
  return line;
}

/** Draw what stands still: districts, communities, grids and their names. */
function drawGround(pen, { map, style }, names) {
  pen.setTransform(style.ratio, 0, 0, style.ratio, 0, 0);
  pen.clearRect(0, 0, pen.canvas.width, pen.canvas.height);
  const block = ({ x, y, w, h }, radius, colour) => {
    pen.beginPath();
    pen.roundRect(x, y, w, h, radius);
    pen.fillStyle = colour;
    pen.fill();
  };
  map.districts.forEach((district, d) => {
    if (!district.rect) return;
    block(district.rect, 10, district.rural ? style.country : style.town);
    write(pen, style, names("districts", d), district.title, style.ink, "600", names("districts_short", d));
  });
  map.communities.forEach((community, c) => {
    block(community.rect, 6, style.block);
    write(pen, style, names("communities", c), community.title, style.soft, "", names("communities_short", c));
    pen.strokeStyle = style.line;
    pen.lineWidth = 0.5;
    const worth = community.cells.length > 1 && community.cells[0].w > 14;
    for (const { x, y, w, h } of worth ? community.cells : []) pen.strokeRect(x + 1, y + 1, w - 2, h - 2);
  });
}

/** Draw a dot of each colour once, side by side: copying is faster than drawing arcs. */
function makeSprites({ map, style, film }) {
  const shades = coloursOf(film, style.theme);
  const radius = map.dots.radius;
  const size = Math.ceil((2 * radius + 2) * style.ratio);
  const sprites = { sheet: document.createElement("canvas"), size, width: size / style.ratio, count: shades.length };
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
  return sprites;
}

function drawDots(pen, { film, map, sprites, week }) {
  const { dots } = film.layout;
  const shades = film.shades.subarray(week * dots, (week + 1) * dots);
  const { sheet, size, width, count } = sprites;
  const { x, y } = map.dots;
  for (let i = 0; i < dots; i++) {
    const k = count === SHADES ? shades[i] >> 2 : Math.min(shades[i], count - 1);
    pen.drawImage(sheet, k * size, 0, size, size, x[i] - width / 2, y[i] - width / 2, width, width);
  }
}

function drawOrganisations(pen, { film, map, style, week }) {
  const from = week * map.organisations.length;
  pen.lineWidth = 1.2;
  pen.strokeStyle = pen.fillStyle = style.kind;
  map.organisations.forEach(({ kind, x, y, room }, o) => {
    if (room < 5) return;
    // Area, not width, is what the eye compares.
    outline(pen, kind, x, y, room * (0.16 + 0.28 * Math.sqrt(film.effort[from + o] / 255)));
    pen.globalAlpha = 0.15 + 0.85 * (film.willingness[from + o] / 255);
    pen.fill();
    pen.globalAlpha = 1;
    pen.stroke();
  });
}

/** Draw a community's unresolved problems: a bar and numbers, and a frame where some are overdue. */
function drawProblems(pen, { film, style, week }, community, c) {
  const { open, overdue } = countsOf(film, week, c);
  const { bar, rect } = community;
  if (overdue) {
    pen.globalAlpha = Math.min(1, 0.25 + (8 * overdue) / community.residents);
    pen.strokeStyle = style.overdue;
    pen.lineWidth = 2;
    pen.beginPath();
    pen.roundRect(rect.x + 1, rect.y + 1, rect.w - 2, rect.h - 2, 6);
    pen.stroke();
    pen.globalAlpha = 1;
  }
  const room = bar.words ? 44 * style.scale : 0;
  const unit = Math.max(0, bar.w - room) / film.most;
  const [top, height] = bar.words ? [bar.y + bar.h * 0.2, bar.h * 0.6] : [bar.y, bar.h];
  pen.fillStyle = style.overdue;
  pen.fillRect(bar.x, top, overdue * unit, height);
  pen.fillStyle = style.waiting;
  pen.fillRect(bar.x + overdue * unit, top, (open - overdue) * unit, height);
  if (!bar.words) return;
  const number = { x: bar.x + open * unit + 4, y: bar.y, w: room, h: bar.h };
  write(pen, style, String(open), number, style.ink, "600");
  number.x += pen.measureText(`${open} `).width;
  if (overdue) write(pen, style, `(${overdue})`, number, style.overdue, "600");
}

function drawSelected(pen, { film, map, style }, { kind, row }) {
  if (kind === undefined) return;
  pen.strokeStyle = style.ink;
  pen.lineWidth = 2.5;
  pen.beginPath();
  if (kind === "community" && map.communities[row]) {
    const { x, y, w, h } = map.communities[row].rect;
    pen.roundRect(x, y, w, h, 6);
  } else if (kind === "citizen") {
    const dot = Math.ceil((row * film.layout.dots) / film.layout.citizens);
    if (rowOf(film, dot) !== row) return;
    pen.arc(map.dots.x[dot], map.dots.y[dot], map.dots.radius + 3, 0, 2 * Math.PI);
  } else if (map.organisations[row]) {
    pen.arc(map.organisations[row].x, map.organisations[row].y, map.organisations[row].room / 2 + 1, 0, 2 * Math.PI);
  }
  pen.stroke();
}
