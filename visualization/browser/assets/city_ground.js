// What stands still: town and fields, roads, houses, names. Drawn once for a size, beneath everything else.

const SMALLEST = 0.7; // of the size that a name should have, before letters are left out

/** Write a text into a rectangle; where it does not fit `short`, smaller if need be, and cut at the very last. */
function write(pen, style, text, rect, colour, weight = "", short = text, most = 13) {
  if (rect.h < 8 || rect.w < 8) return;
  const size = Math.min(most * style.scale, rect.h * 0.72);
  pen.font = `${weight} ${size}px ${style.font}`;
  pen.fillStyle = colour;
  pen.textBaseline = "middle";
  pen.textAlign = "left";
  const fits = (line) => pen.measureText(line).width <= rect.w;
  if (!fits(text) && !fits(short)) {
    const smaller = Math.max(SMALLEST, (0.99 * rect.w) / pen.measureText(short).width);
    pen.font = `${weight} ${size * smaller}px ${style.font}`;
  }
  const line = fits(text) ? text : fitted(short, fits);
  if (line.length > 1 || fits(line)) pen.fillText(line, rect.x, rect.y + rect.h / 2);
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

function drawGround(pen, map, style, names) {
  const { colours } = style;
  const block = ({ x, y, w, h }, radius, colour) => {
    pen.beginPath();
    pen.roundRect(x, y, w, h, Math.min(radius, w / 2, h / 2));
    pen.fillStyle = colour;
    pen.fill();
  };
  block(map.city.rect, 10, colours.city);
  write(pen, style, names("city", 0), map.city.title, colours.ink, "700", names("city", 0), 17);
  map.districts.forEach((district, d) => {
    if (!district.rect) return;
    block(district.rect, 9, district.rural ? colours.country : colours.town);
    write(pen, style, names("districts", d), district.title, colours.ink, "600", names("districts_short", d), 15);
  });
  map.streets.forEach((street, s) => {
    if (!street.rect) return;
    block(street.rect, 6, street.rural ? colours.lane : colours.road);
    write(pen, style, names("streets", s), street.title, colours.ink, "", names("streets_short", s));
  });
  map.communities.forEach((community, c) => {
    if (!community.rect) return;
    const ground = community.rural ? colours.meadow : colours.block;
    if (community.shape) drawShape(pen, community.shape, ground, colours.soft);
    else block(community.rect, 5, ground);
    write(pen, style, names("communities", c), community.title, colours.soft, "", names("communities_short", c), 12);
    if (community.shape) return; // its grids have no borders that anybody knows
    const grids = map.grids.slice(community.first, community.first + community.grids.length);
    for (const [k, grid] of grids.entries()) drawGrid(pen, grid, community, k, style);
  });
  for (const house of map.houses) drawHouse(pen, house, style);
}

/** A community in its boundaries. */
function drawShape(pen, shape, ground, border) {
  traceShape(pen, shape);
  pen.fillStyle = ground;
  pen.fill("evenodd");
  pen.strokeStyle = border;
  pen.lineWidth = 1.2;
  pen.lineJoin = "round";
  pen.stroke();
}

/** A grid: a paved block in town, a field with furrows in the country. */
function drawGrid(pen, grid, community, k, { colours }) {
  const { x, y, w, h } = grid.rect;
  if (w < 6 || h < 6) return;
  pen.save();
  pen.beginPath();
  pen.roundRect(x, y, w, h, 3);
  pen.fillStyle = community.rural ? colours.fields[(community.first + k) % colours.fields.length] : colours.paved;
  pen.fill();
  if (community.rural && w > 20) {
    pen.clip();
    pen.strokeStyle = colours.furrow;
    pen.lineWidth = 1;
    pen.beginPath();
    const slope = (community.first + k) % 2 ? 0.25 : -0.2;
    for (let line = -h; line < h * 2; line += 6) {
      pen.moveTo(x, y + line);
      pen.lineTo(x + w, y + line + slope * w);
    }
    pen.stroke();
  }
  pen.restore();
}

function drawHouse(pen, { x, y, w, h, rural, tone }, { colours }) {
  const set = rural ? colours.roofs : colours.flats;
  pen.fillStyle = colours.shadow;
  pen.fillRect(x + 0.8, y + 1, w, h);
  pen.fillStyle = set[Math.floor(tone * set.length)];
  pen.fillRect(x, y, w, h);
  pen.fillStyle = rural ? colours.thatch : colours.ridge;
  if (rural) pen.fillRect(x - 0.6, y, w + 1.2, h * 0.26);
  else pen.fillRect(x, y + h * 0.84, w, h * 0.16);
}
