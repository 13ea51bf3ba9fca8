// Communities drawn in their boundaries: on a map of their own, with the offices of streets and districts beside it.

const LEAST = 0.26; // of the field that offices have beside the map

/** Part a rectangle in the place of the map and that of the offices and of communities without a shape. */
function partMap(rect, share) {
  const part = Math.min(0.75, LEAST + (1 - LEAST) * share);
  const { x, y, w, h } = rect;
  if (w >= h) return [{ x, y, w: w * (1 - part), h }, { x: x + w * (1 - part), y, w: w * part, h }];
  return [{ x, y, w, h: h * (1 - part) }, { x, y: y + h * (1 - part), w, h: h * part }];
}

/** Put rings of a grid into a rectangle, in the middle and undistorted; each ring is a flat list of x and y. */
function placeShapes(shapes, rect) {
  const scale = Math.min(rect.w / Math.max(1, shapes.width), rect.h / Math.max(1, shapes.height));
  const left = rect.x + (rect.w - scale * shapes.width) / 2;
  const top = rect.y + (rect.h - scale * shapes.height) / 2;
  return shapes.rings.map((rings) => rings && rings.map((ring) => ring.map((value, k) => (k % 2 ? top : left) + scale * value)));
}

function boxOf(shape) {
  const box = [Infinity, Infinity, -Infinity, -Infinity];
  for (const ring of shape) {
    for (let k = 0; k < ring.length; k += 2) {
      [box[0], box[1]] = [Math.min(box[0], ring[k]), Math.min(box[1], ring[k + 1])];
      [box[2], box[3]] = [Math.max(box[2], ring[k]), Math.max(box[3], ring[k + 1])];
    }
  }
  return { x: box[0], y: box[1], w: box[2] - box[0], h: box[3] - box[1] };
}

/** From where to where a shape reaches at a height: pairs of x; a ring within another is a hole. */
function spans(shape, y) {
  const crossed = [];
  for (const ring of shape) {
    let [px, py] = [ring[ring.length - 2], ring[ring.length - 1]];
    for (let k = 0; k < ring.length; k += 2) {
      const [x, cy] = [ring[k], ring[k + 1]];
      if (py > y !== cy > y) crossed.push(px + ((y - py) / (cy - py)) * (x - px));
      [px, py] = [x, cy];
    }
  }
  crossed.sort((a, b) => a - b);
  return Array.from({ length: crossed.length >> 1 }, (_, k) => [crossed[2 * k], crossed[2 * k + 1]]);
}

function holds(shape, x, y) {
  return spans(shape, y).some(([from, to]) => x >= from && x < to);
}

/** The widest line of a height in a shape: {x, y, w, h}, or null where there is none as wide as high. */
function widestLine(shape, box, h) {
  let best = null;
  for (let y = box.y + 2; y + h <= box.y + box.h - 2; y += 3) {
    let open = spans(shape, y);
    for (let k = 1; k <= 4 && open.length; k++) {
      const next = spans(shape, y + (k * h) / 4);
      open = open.flatMap(([a, b]) => next.map(([c, d]) => [Math.max(a, c), Math.min(b, d)])).filter(([a, b]) => b > a);
    }
    for (const [from, to] of open) {
      if (to - from > h && (!best || to - from > best.w + 1)) best = { x: from, y, w: to - from, h };
    }
  }
  return best;
}

/** Lay out a community in its shape: its name, below it its actors, and its houses, those of a grid together. */
function layShape(map, community, actors, line, house) {
  const { shape } = community;
  const box = boxOf(shape);
  community.rect = box;
  const tall = 2 * map.row;
  const kept = [1, 0.8, 0.6].map((part) => widestLine(shape, box, tall * part)).find(Boolean)
    ?? { x: box.x + box.w / 2 - 8, y: box.y + box.h / 2 - 8, w: 16, h: 16 };
  const width = Math.min(kept.w - 4, map.row * 8);
  const sign = { x: kept.x + (kept.w - width) / 2, y: kept.y, w: width, h: kept.h };
  community.title = { x: sign.x + 2, y: sign.y, w: sign.w - 4, h: sign.h / 2 };
  const long = Math.min(sign.w, (actors.length * sign.h) / 2);
  line(actors, sign.x + long, sign.y + sign.h / 2, long, sign.h / 2);
  const grids = map.grids.slice(community.first, community.first + community.grids.length);
  const count = grids.reduce((sum, grid) => sum + Math.ceil(grid.count / HOUSE), 0);
  const [spots, pitch] = spotsIn(shape, box, sign, count);
  const middle = spans(shape, box.y + box.h / 2).sort((a, b) => b[1] - b[0] - a[1] + a[0])[0] ?? [box.x, box.x + box.w];
  community.middle = { x: (middle[0] + middle[1]) / 2, y: box.y + box.h / 2, r: Math.min(middle[1] - middle[0], box.h) * 0.16 };
  if (!spots.length) spots.push(community.middle);
  // Bands from west to east, in each down and up in turn, so that houses of a grid stand together.
  const bands = Math.max(1, Math.round(Math.sqrt((grids.length * box.w) / Math.max(1, box.h))));
  spots.sort((a, b) => a.x - b.x);
  const ordered = [];
  for (let band = 0; band < bands; band++) {
    const own = spots.slice(Math.floor((band * spots.length) / bands), Math.floor(((band + 1) * spots.length) / bands));
    ordered.push(...own.sort((a, b) => (band % 2 ? b.y - a.y : a.y - b.y) || a.x - b.x));
  }
  const { w, h } = pitch;
  const [wide, high] = [Math.min(w * 0.82, h * 1.8), Math.min(h * 0.76, w * 0.75)];
  let next = 0;
  grids.forEach((grid, k) => {
    const houses = Math.ceil(grid.count / HOUSE);
    const begin = ordered[Math.floor((next * ordered.length) / Math.max(1, count))] ?? community.middle;
    grid.rect = { x: begin.x - wide / 2, y: begin.y - high / 2, w: wide, h: high };
    for (let n = 0; n < houses; n++, next++) {
      const spot = ordered[Math.floor((next * ordered.length) / count)];
      house(grid, (community.first + k) * 4099 + n, n, spot.x, spot.y, wide, high, w > 9 && h > 6);
    }
  });
}

/** Places for at least `count` houses in a shape, evenly, none on its `sign`; and how far apart they are. */
function spotsIn(shape, box, sign, count) {
  let h = Math.sqrt((box.w * box.h) / Math.max(1, count) / 1.7);
  for (let turn = 0; ; turn++, h *= 0.94) {
    const w = 1.7 * h;
    const spots = [];
    for (let y = box.y + h / 2; y < box.y + box.h; y += h) {
      const [above, below] = [spans(shape, y - h * 0.4), spans(shape, y + h * 0.4)];
      const inside = (all, x) => all.some(([from, to]) => x - w * 0.42 >= from && x + w * 0.42 <= to);
      for (let x = box.x + w / 2; x < box.x + box.w; x += w) {
        if (!inside(above, x) || !inside(below, x)) continue;
        const over = x + w / 2 > sign.x && x - w / 2 < sign.x + sign.w && y + h / 2 > sign.y && y - h / 2 < sign.y + sign.h;
        if (!over) spots.push({ x, y });
      }
    }
    if (spots.length >= count || turn > 60) return [spots, { w, h }];
  }
}

/** Draw the outline of a shape as a path; fill it with "evenodd". */
function traceShape(pen, shape) {
  pen.beginPath();
  for (const ring of shape) {
    pen.moveTo(ring[0], ring[1]);
    for (let k = 2; k < ring.length; k += 2) pen.lineTo(ring[k], ring[k + 1]);
    pen.closePath();
  }
}
