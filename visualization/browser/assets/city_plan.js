// Where everything of the city is drawn: districts, in them communities, in them grids, in them residents. Pure geometry.

/** Cut a rectangle into parts of the given weights, in their order, each as near to a square as halving allows. */
function cut(weights, rect, place, from = 0, to = weights.length) {
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
  const across = w >= h;
  cut(weights, across ? { x, y, w: w * part, h } : { x, y, w, h: h * part }, place, from, middle);
  const rest = across ? { x: x + w * part, y, w: w * (1 - part), h } : { x, y: y + h * part, w, h: h * (1 - part) };
  cut(weights, rest, place, middle, to);
}

const inset = ({ x, y, w, h }, by) => ({ x: x + by, y: y + by, w: Math.max(0, w - 2 * by), h: Math.max(0, h - 2 * by) });
const within = (rect, x, y) => x >= rect.x && x < rect.x + rect.w && y >= rect.y && y < rect.y + rect.h;

/** Columns by which `n` things fill a rectangle with the widest spacing. */
function columns(n, w, h) {
  let best = 1;
  for (let count = 1; count <= n; count++) {
    const pitch = Math.min(w / count, h / Math.ceil(n / count));
    if (pitch > Math.min(w / best, h / Math.ceil(n / best)) + 1e-9) best = count;
    if (w / count < 1) break;
  }
  return best;
}

/**
 * Lay out the city.
 *
 * layout: the header of the film. scale: of text. Returns districts and communities with their rectangles, x and y of
 * each dot, its radius, and organisations with x, y and the room that each has.
 */
function plan(layout, width, height, scale) {
  const row = 16 * scale;
  const districts = Array.from({ length: layout.districts }, () => ({ weight: 0, members: [] }));
  layout.communities.forEach((community, c) => {
    const district = districts[community.district];
    // The root keeps a village of a dozen readable beside a community of thousands.
    district.weight += Math.sqrt(community.residents);
    district.members.push(c);
    district.rural = community.rural;
  });
  const communities = layout.communities.map((community) => ({ ...community, start: 0, count: 0 }));
  let next = 0;
  for (const community of communities) {
    community.start = next;
    community.count = community.grids.reduce((sum, n) => sum + n, 0);
    next += community.count;
  }
  const dots = { x: new Float32Array(layout.dots), y: new Float32Array(layout.dots), radius: 8 };
  const organisations = layout.organisations.map((organisation) => ({ ...organisation, x: 0, y: 0, room: 0 }));
  const atHome = communities.map(() => []);
  const ofDistrict = districts.map(() => []);
  organisations.forEach((organisation, o) => {
    (organisation.community >= 0 ? atHome[organisation.community] : ofDistrict[organisation.district]).push(o);
  });
  const line = (members, x, y, w, h) => {
    const room = Math.min(h, w / Math.max(1, members.length));
    members.forEach((o, k) => Object.assign(organisations[o], { x: x + room * (k + 0.5), y: y + h / 2, room }));
  };

  cut(districts.map((district) => district.weight), { x: 0, y: 0, w: width, h: height }, (d, whole) => {
    const district = districts[d];
    district.rect = inset(whole, 3);
    const inner = inset(district.rect, 4);
    const title = inner.w > 90 * scale && inner.h > 90 * scale ? row * 1.25 : 0;
    const wide = Math.min(inner.w * 0.5, ofDistrict[d].length * row * 1.1);
    district.title = { x: inner.x + 2, y: inner.y, w: inner.w - wide - 4, h: title };
    line(ofDistrict[d], inner.x + inner.w - wide, inner.y, wide, title);
    const below = { x: inner.x, y: inner.y + title, w: inner.w, h: Math.max(0, inner.h - title) };
    cut(district.members.map((c) => Math.sqrt(communities[c].residents)), below, (m, rect) => {
      layCommunity(communities[district.members[m]], inset(rect, 2), atHome[district.members[m]], line, row, dots);
    });
  });
  dots.radius = Math.max(0.8, dots.radius * 0.42);
  return { districts, communities, dots, organisations, row };
}

function layCommunity(community, rect, members, line, row, dots) {
  community.rect = rect;
  const roomy = rect.w > row * 4.5 && rect.h > row * 5;
  const inner = inset(rect, roomy ? 4 : 2);
  const strip = roomy ? row : 0;
  community.title = { x: inner.x, y: inner.y, w: inner.w, h: strip };
  line(members, inner.x, inner.y + strip, inner.w, strip);
  const bar = roomy ? row * 0.9 : Math.min(4, inner.h / 4);
  community.bar = { x: inner.x, y: inner.y + inner.h - bar, w: inner.w, h: bar, words: roomy };
  const field = { x: inner.x, y: inner.y + 2 * strip + 2, w: inner.w, h: Math.max(1, inner.h - 2 * strip - bar - 4) };
  const across = columns(community.grids.length, field.w, field.h);
  const down = Math.ceil(community.grids.length / across);
  const [w, h] = [field.w / across, field.h / down];
  community.cells = community.grids.map((_, g) => {
    return { x: field.x + (g % across) * w, y: field.y + Math.floor(g / across) * h, w, h };
  });
  let dot = community.start;
  community.grids.forEach((n, g) => {
    const cell = inset(community.cells[g], Math.min(2, w / 8));
    const many = columns(n, cell.w, cell.h);
    const deep = Math.ceil(n / many);
    dots.radius = Math.min(dots.radius, cell.w / many, cell.h / Math.max(1, deep));
    for (let k = 0; k < n; k++, dot++) {
      dots.x[dot] = cell.x + ((k % many) + 0.5) * (cell.w / many);
      dots.y[dot] = cell.y + (Math.floor(k / many) + 0.5) * (cell.h / deep);
    }
  });
}

/** What is at a point: an organisation, else a resident, else a community; null outside. */
function at(map, x, y) {
  const near = map.organisations.findIndex((o) => o.room > 3 && Math.hypot(o.x - x, o.y - y) <= o.room / 2);
  if (near >= 0) return { what: "organisation", index: near };
  const c = map.communities.findIndex((community) => within(community.rect, x, y));
  if (c < 0) return null;
  const { start, count } = map.communities[c];
  let best = -1;
  let distance = Math.max(4, map.dots.radius * 1.4);
  for (let i = start; i < start + count; i++) {
    const far = Math.hypot(map.dots.x[i] - x, map.dots.y[i] - y);
    if (far < distance) [best, distance] = [i, far];
  }
  return best >= 0 ? { what: "citizen", index: best, community: c } : { what: "community", index: c };
}

/** Add the outline of an organisation's symbol to a path: a shape of its own for each of the six kinds. */
function outline(context, kind, x, y, r) {
  const corners = { government: 4, self_governing: 5, enterprise: 4, mass_organisation: 3, social_organisation: 6 }[kind];
  context.beginPath();
  if (kind === "party_branch") {
    for (let k = 0; k < 10; k++) {
      const [angle, far] = [(k * Math.PI) / 5 - Math.PI / 2, k % 2 ? r * 0.5 : r * 1.15];
      context.lineTo(x + far * Math.cos(angle), y + far * Math.sin(angle));
    }
  } else if (kind === "self_governing") { // a house
    for (const [u, v] of [[-0.8, 0.9], [-0.8, -0.1], [0, -1], [0.8, -0.1], [0.8, 0.9]]) context.lineTo(x + u * r, y + v * r);
  } else if (kind === "social_organisation") {
    context.arc(x, y, r * 0.9, 0, 2 * Math.PI);
  } else {
    const turn = kind === "government" ? Math.PI / 4 : -Math.PI / 2;
    for (let k = 0; k < corners; k++) {
      const angle = turn + (k * 2 * Math.PI) / corners;
      context.lineTo(x + r * 1.1 * Math.cos(angle), y + r * 1.1 * Math.sin(angle));
    }
  }
  context.closePath();
}
