// A film taken apart, its residents' colours, and where each case stands in a week.

const SHADES = 32;
const RAMPS = { // violet to yellow, ever lighter, as viridis: told apart without seeing red and green
  light: ["#440154", "#3d4f8a", "#23888e", "#4fb96a", "#e9dc2c"],
  dark: ["#7a4fa3", "#5d7fc4", "#35a5a5", "#6fd08a", "#fdf06a"],
};
const PARTICIPATION = { light: ["#a3abb4", "#2f8fce", "#d55e00"], dark: ["#59636e", "#56b4e9", "#ff8a3d"] };
const LEVELS = ["neither", "meeting", "volunteered"];
// What may happen, in the order of `CaseEvent` in Python.
const EVENTS = [
  "born", "reported", "passed_on", "accepted", "forced", "blocked", "agreed", "decreed", "joined", "on_paper",
  "resolved", "lapsed", "overdue",
];
const [BORN, REPORTED, PASSED_ON, ACCEPTED, FORCED, BLOCKED, AGREED, DECREED, JOINED, ON_PAPER, RESOLVED, LAPSED, OVERDUE] =
  EVENTS.map((_, what) => what);
// Where a case stands; NONE before its birth and after its end.
const [NONE, LATENT, DESK, OWNED, PAPER] = [0, 1, 2, 3, 4];
const OPEN = ["latent", "at_desk", "awaiting", "owned", "on_paper", "overdue"];
const TYPES = { u1: Uint8Array, u2: Uint16Array, i2: Int16Array, i4: Int32Array };

/** Put together numbers whose first bytes were sent before all second ones, and so on (little-endian). */
function fromPlanes(sent) {
  const column = new sent.constructor(sent.length);
  const [from, to] = [sent, column].map((each) => new Uint8Array(each.buffer, each.byteOffset, each.byteLength));
  const width = sent.BYTES_PER_ELEMENT;
  for (let plane = 0, at = 0; plane < width; plane++) {
    for (let i = 0; i < sent.length; i++) to[i * width + plane] = from[at++];
  }
  return column;
}

/** Take a film apart; see `pack` in film_packet.py. */
async function unpack(view) {
  if (!view || view.byteLength < 4) return null;
  const bytes = new Uint8Array(view.buffer, view.byteOffset, view.byteLength);
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));
  const buffer = await new Response(stream).arrayBuffer();
  const length = new DataView(buffer).getUint32(0, true);
  const film = JSON.parse(new TextDecoder().decode(new Uint8Array(buffer, 4, length)));
  let from = 4 + length;
  for (const [name, type, size, step, planes] of film.columns) {
    let column = new TYPES[type](buffer, from, size);
    from += Math.ceil(column.byteLength / 4) * 4; // each begins at a multiple of four
    if (planes) column = fromPlanes(column);
    for (let i = step; step && i < size; i++) column[i] += column[i - step];
    film[name] = column;
  }
  film.starts = new Int32Array(film.weeks + 1); // where the records of a week begin
  for (let i = 0; i < film.what.length; i++) film.starts[film.week[i] + 1]++;
  for (let w = 0; w < film.weeks; w++) film.starts[w + 1] += film.starts[w];
  film.busiest = film.queue.reduce((most, waiting) => Math.max(most, waiting), 8);
  return film;
}

/** Where the cases of a film stand, week after week; going back begins anew. */
class Standing {
  constructor(film) {
    this.film = film;
    this.clear();
  }

  clear() {
    const n = this.film.grid.length;
    Object.assign(this, { week: -1, stage: new Uint8Array(n), late: new Uint8Array(n), holder: new Int16Array(n).fill(-1), helpers: new Map() });
  }

  /** Go to the end of a week. */
  go(week) {
    if (week < this.week) this.clear();
    for (let i = this.film.starts[this.week + 1] ?? 0; i < this.film.starts[week + 1]; i++) this.note(i);
    this.week = week;
    return this;
  }

  note(i) {
    const { film, stage, late, holder, helpers } = this;
    const [c, body] = [film.case[i], film.body[i]];
    switch (film.what[i]) {
      case BORN: stage[c] = LATENT; break;
      case REPORTED: [stage[c], late[c], holder[c]] = [DESK, 0, body]; helpers.delete(c); break;
      case PASSED_ON: holder[c] = body; break;
      case ACCEPTED: case FORCED: [stage[c], holder[c]] = [OWNED, body]; break;
      case JOINED: helpers.set(c, [...(helpers.get(c) ?? []), body]); break;
      case ON_PAPER: [stage[c], late[c]] = [PAPER, 0]; break;
      case OVERDUE: late[c] = 1; break;
      case RESOLVED: case LAPSED: stage[c] = NONE; helpers.delete(c); break;
    }
  }
}

function mix(stops, value) {
  const place = value * (stops.length - 1);
  const k = Math.min(Math.floor(place), stops.length - 2);
  const channel = (hex, c) => parseInt(hex.slice(1 + 2 * c, 3 + 2 * c), 16);
  return [0, 1, 2].map((c) => Math.round(channel(stops[k], c) + (place - k) * (channel(stops[k + 1], c) - channel(stops[k], c))));
}

const rowOf = (film, dot) => Math.floor((dot * film.citizens) / film.dots);
const dotOf = (film, row) => Math.ceil((row * film.dots) / film.citizens);

function countsOf(film, week, community) {
  const i = (week * film.communities.length + community) * OPEN.length;
  const counts = Object.fromEntries(OPEN.map((name, k) => [name, film.open[i + k]]));
  counts.open = counts.latent + counts.at_desk + counts.awaiting + counts.owned + counts.on_paper;
  return counts;
}

/** What happened in a week to all cases, not only to those that are told. */
const totalsOf = (film, week) => film.totals.subarray(week * EVENTS.length, (week + 1) * EVENTS.length);

const byLevel = (film) => film.colour === "participation";

/** Colours of residents as [red, green, blue], by the value of a shade. */
function coloursOf(film, theme) {
  if (byLevel(film)) return PARTICIPATION[theme].map((hex) => mix([hex, hex], 0));
  return Array.from({ length: SHADES }, (_, k) => mix(RAMPS[theme], k / (SHADES - 1)));
}
