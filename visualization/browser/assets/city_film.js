// A film taken apart, and the colours of its residents.

const SHADES = 64;
const RAMPS = { // blue to yellow, ever lighter, as cividis; more colour where most values lie
  light: ["#00204d", "#31559c", "#8b8c8e", "#d0ad35", "#f5d800"],
  dark: ["#2a56b0", "#5b7ac0", "#8f9092", "#d0ad35", "#ffe52e"],
};
const PARTICIPATION = { light: ["#a3abb4", "#2f8fce", "#d55e00"], dark: ["#59636e", "#56b4e9", "#ff8a3d"] };
const LEVELS = ["neither", "meeting", "volunteered"];
const STAGES = 5;

/** Take a film apart; see `packed` in widgets/city_map.py. */
function unpack(view) {
  const bytes = new Uint8Array(view.buffer, view.byteOffset, view.byteLength);
  if (bytes.length < 4) return null;
  const length = new DataView(view.buffer, view.byteOffset).getUint32(0, true);
  const layout = JSON.parse(new TextDecoder().decode(bytes.subarray(4, 4 + length)));
  let from = 4 + length;
  const take = (size) => bytes.subarray(from, (from += size));
  const organisations = layout.weeks * layout.organisations.length;
  const film = { layout, shades: take(layout.weeks * layout.dots) };
  film.willingness = take(organisations);
  film.effort = take(organisations);
  from += from % 2;
  film.problems = new Uint16Array(bytes.slice(from).buffer);
  film.most = 10;
  for (let i = 0; i < film.problems.length; i += STAGES) film.most = Math.max(film.most, unresolved(film.problems, i));
  return film;
}

const unresolved = (problems, i) => problems[i] + problems[i + 1] + problems[i + 2] + problems[i + 3];

function mix(stops, value) {
  const place = value * (stops.length - 1);
  const k = Math.min(Math.floor(place), stops.length - 2);
  const channel = (hex, c) => parseInt(hex.slice(1 + 2 * c, 3 + 2 * c), 16);
  const between = [0, 1, 2].map((c) => {
    return Math.round(channel(stops[k], c) + (place - k) * (channel(stops[k + 1], c) - channel(stops[k], c)));
  });
  return `rgb(${between.join(" ")})`;
}

const rowOf = (film, dot) => Math.floor((dot * film.layout.citizens) / film.layout.dots);

function countsOf(film, week, community) {
  const i = (week * film.layout.communities.length + community) * STAGES;
  const [latent, reported, assigned, paper, overdue] = film.problems.subarray(i, i + STAGES);
  return { latent, reported, assigned, paper, overdue, open: unresolved(film.problems, i) };
}

const byLevel = (film) => film.layout.colour === "participation";

function coloursOf(film, theme) {
  if (byLevel(film)) return PARTICIPATION[theme];
  return Array.from({ length: SHADES }, (_, k) => mix(RAMPS[theme], k / (SHADES - 1)));
}
