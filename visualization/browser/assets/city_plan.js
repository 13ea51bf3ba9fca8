// Where everything of the city is drawn: districts, in them streets, communities, grids, houses, residents. Geometry only.

/** Cut a rectangle in halves into parts of the given weights, in their order; `shape` is the width to a height above
 * which it is cut across. */
function cut(weights, rect, place, shape = 1, from = 0, to = weights.length) {
  if (to - from <= 0) return;
  if (to - from === 1) return place(from, rect);
  const total = weights.slice(from, to).reduce((sum, weight) => sum + weight, 0);
  let middle = from + 1;
  let first = weights[from];
  while (middle < to - 1 && Math.abs(first + weights[middle] - total / 2) <= Math.abs(first - total / 2)) {
    first += weights[middle++];
  }
  const part = total > 0 ? first / total : 0.5;
  const { x, y, w, h } = rect;
  const across = w >= h * shape;
  cut(weights, across ? { x, y, w: w * part, h } : { x, y, w, h: h * part }, place, shape, from, middle);
  const rest = across ? { x: x + w * part, y, w: w * (1 - part), h } : { x, y: y + h * part, w, h: h * (1 - part) };
  cut(weights, rest, place, shape, middle, to);
}

const inset = ({ x, y, w, h }, by) => ({ x: x + by, y: y + by, w: Math.max(0, w - 2 * by), h: Math.max(0, h - 2 * by) });
const within = (rect, x, y) => x >= rect.x && x < rect.x + rect.w && y >= rect.y && y < rect.y + rect.h;

/** A number in [0, 1) that is always the same for a whole number: where a house stands is no matter of chance. */
function scatter(n) {
  let z = Math.imul(n + 0x9e3779b9, 0x85ebca6b);
  z = Math.imul(z ^ (z >>> 13), 0xc2b2ae35);
  return ((z ^ (z >>> 16)) >>> 0) / 4294967296;
}

/** Columns by which `n` things of a shape (width by height) fill a rectangle with the widest spacing. */
function columns(n, w, h, shape = 1) {
  let best = 1;
  for (let count = 1; count <= n; count++) {
    const pitch = Math.min(w / count / shape, h / Math.ceil(n / count));
    if (pitch > Math.min(w / best / shape, h / Math.ceil(n / best)) + 1e-9) best = count;
    if (w / count < 1) break;
  }
  return best;
}

const HOUSE = 2; // residents drawn on one house
const WIDE = 2.6; // communities are wide, so that a name and its actors stand in one line

/**
 * Lay out the city.
 *
 * layout: the header of the film. scale: of text. Returns places of all tiers with their rectangles, houses, x and y of
 * each dot, and bodies with x, y and the room that each has. shapes: outlines of communities, where there are some: those
 * that have one are drawn in it, all others in blocks beside the map.
 */
function plan(layout, width, height, scale, shapes = null) {
  const row = Math.max(13, Math.min(22, Math.sqrt(width * height) / 44)) * scale;
  const map = {
    row,
    districts: layout.districts.map((district) => ({ ...district, weight: 0, members: [] })),
    streets: layout.streets.map((street) => ({ ...street, weight: 0, members: [] })),
    communities: layout.communities.map((community) => ({ ...community })),
    grids: [],
    houses: [],
    dots: { x: new Float32Array(layout.dots), y: new Float32Array(layout.dots), radius: 8 },
    bodies: layout.bodies.map((body) => ({ ...body, x: 0, y: 0, room: 0 })),
  };
  let dot = 0;
  let shaped = 0; // weight of what is drawn on the map and not in blocks
  map.communities.forEach((community, c) => {
    // The root keeps a village of a dozen readable beside a community of thousands.
    community.weight = Math.sqrt(community.residents);
    const street = map.streets[community.street];
    if (shapes?.rings[c]) shaped += community.weight;
    else {
      street.members.push(c);
      street.weight += community.weight;
    }
    community.first = map.grids.length;
    for (const count of community.grids) {
      map.grids.push({ start: dot, count, community: c });
      dot += count;
    }
  });
  const blocked = map.streets.reduce((sum, street) => sum + street.weight, 0);
  const office = shaped ? (0.5 * blocked || map.streets.length) / map.streets.length : 0; // room for the line of a street
  map.streets.forEach((street, s) => {
    street.weight += office;
    map.districts[street.district].members.push(s);
    map.districts[street.district].weight += street.weight;
  });
  const home = (tier, where) => map.bodies.filter((body) => body.tier === tier && body.where === where);
  const line = (members, right, y, w, h) => { // from the right edge
    const room = Math.min(h, w / Math.max(1, members.length));
    members.forEach((body, k) => Object.assign(body, { x: right - room * (members.length - k - 0.5), y: y + h / 2, room }));
    return room * members.length;
  };
  const head = (place, rect, tier, where, size) => {
    const used = line(home(tier, where), rect.x + rect.w - 2, rect.y, rect.w * (tier ? 0.62 : 0.66), size);
    place.title = { x: rect.x + 3, y: rect.y, w: Math.max(0, rect.w - used - 8), h: size };
    return { x: rect.x, y: rect.y + size, w: rect.w, h: Math.max(1, rect.h - size) };
  };

  map.city = { rect: { x: 0, y: 0, w: width, h: height } };
  let inner = head(map.city, inset(map.city.rect, 4), 3, 0, row * 1.45);
  if (shaped) {
    const [ground, offices] = partMap(inner, blocked / (blocked + shaped));
    inner = offices;
    placeShapes(shapes, inset(ground, 6)).forEach((shape, c) => {
      const community = map.communities[c];
      if (!shape) return;
      community.shape = shape;
      layShape(map, community, home(0, c), line, (...rest) => build(map, community, ...rest));
    });
  }
  cut(map.districts.map((district) => district.weight), inner, (d, whole) => {
    const district = map.districts[d];
    district.rect = inset(whole, 3);
    const below = head(district, inset(district.rect, 4), 2, d, row * 1.25);
    cut(district.members.map((s) => map.streets[s].weight), below, (m, part) => {
      const street = map.streets[district.members[m]];
      street.rect = inset(part, 2.5);
      const blocks = head(street, inset(street.rect, 2), 1, district.members[m], row * 1.1);
      cut(street.members.map((c) => map.communities[c].weight), blocks, (k, block) => {
        const community = map.communities[street.members[k]];
        community.rect = inset(block, 2);
        const field = head(community, inset(community.rect, 3), 0, street.members[k], row);
        layGrids(map, community, field);
      }, WIDE);
    });
  });
  map.dots.radius = Math.max(0.8, map.dots.radius);
  return map;
}

function layGrids(map, community, field) {
  const count = community.grids.length;
  const across = columns(count, field.w, field.h, 1.3);
  const [w, h] = [field.w / across, field.h / Math.ceil(count / across)];
  for (let k = 0; k < count; k++) {
    const grid = map.grids[community.first + k];
    grid.rect = inset({ x: field.x + (k % across) * w, y: field.y + Math.floor(k / across) * h, w, h }, Math.min(2.5, w / 16));
    layHouses(map, community, grid, community.first + k);
  }
}

/** Place houses in a grid: in rows in town, scattered in the country; and residents on them. */
function layHouses(map, community, grid, number) {
  const cell = inset(grid.rect, Math.min(3, grid.rect.w / 14));
  const count = Math.ceil(grid.count / HOUSE);
  const across = columns(count, cell.w, cell.h, 1.7);
  const [w, h] = [cell.w / across, cell.h / Math.max(1, Math.ceil(count / across))];
  const roomy = w > 9 && h > 6;
  const [wide, high] = [Math.min(w * 0.82, h * 1.8), Math.min(h * 0.76, w * 0.75)];
  for (let k = 0; k < count; k++) {
    const seed = number * 4099 + k;
    const shake = community.rural ? 0.9 : 0.12;
    const x = cell.x + ((k % across) + 0.5) * w + (scatter(seed) - 0.5) * (w - wide) * shake;
    const y = cell.y + (Math.floor(k / across) + 0.5) * h + (scatter(seed + 7919) - 0.5) * (h - high) * shake;
    build(map, community, grid, seed, k, x, y, wide, high, roomy);
  }
}

/** Build the `k`-th house of a grid, and place its residents on it. */
function build(map, community, grid, seed, k, x, y, wide, high, roomy) {
  const { dots } = map;
  dots.radius = Math.min(dots.radius, wide * 0.225, high * 0.42);
  if (roomy) map.houses.push({ x: x - wide / 2, y: y - high / 2, w: wide, h: high, rural: community.rural, tone: scatter(seed + 31) });
  for (let person = 0; person < HOUSE && k * HOUSE + person < grid.count; person++) {
    const at = grid.start + k * HOUSE + person;
    dots.x[at] = x + (person - 0.5) * wide * 0.46;
    dots.y[at] = y + high * 0.08;
  }
}

/** What is at a point: a case in `doors`, else a body, a resident, a community; null outside. */
function at(map, x, y, doors = []) {
  const door = doors.findLast((each) => Math.hypot(each.x - x, each.y - y) <= Math.max(6, each.r + 2));
  if (door) return { what: "case", index: door.index };
  const near = map.bodies.findIndex((body) => body.room > 4 && Math.hypot(body.x - x, body.y - y) <= body.room / 2);
  if (near >= 0) return { what: "body", index: near };
  const c = map.communities.findIndex((community) => community.rect && within(community.rect, x, y) && (!community.shape || holds(community.shape, x, y)));
  if (c < 0) return null;
  const { first, grids } = map.communities[c];
  let best = -1;
  let distance = Math.max(4, map.dots.radius * 1.4);
  for (const grid of map.grids.slice(first, first + grids.length)) {
    for (let i = grid.start; i < grid.start + grid.count; i++) {
      const far = Math.hypot(map.dots.x[i] - x, map.dots.y[i] - y);
      if (far < distance) [best, distance] = [i, far];
    }
  }
  return best >= 0 ? { what: "citizen", index: best, community: c } : { what: "community", index: c };
}

/** Where the door of a case is: at a resident of its grid, the same in every city. */
function doorOf(map, film, index) {
  const grid = map.grids[film.grid[index]];
  const dot = grid.start + (grid.count ? film.lot[index] % grid.count : 0);
  return { x: map.dots.x[dot] ?? grid.rect.x, y: map.dots.y[dot] ?? grid.rect.y };
}
