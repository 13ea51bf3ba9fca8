// What happens in a week, moving: a problem pops up, somebody walks to it, threads run from desk to desk, partners join.

const STORY = 4200; // ms in which a week is told when time rests
const GLANCE = 650; // ms in which it is told while time runs
const FEW = 70; // movers a week while time runs
// When in a week's story a kind of event begins, and how long it lasts, as shares of the story.
const TURNS = {
  [BORN]: [0, 0.16], [REPORTED]: [0.1, 0.26], [PASSED_ON]: [0.34, 0.2], [ACCEPTED]: [0.5, 0.14], [FORCED]: [0.5, 0.14],
  [BLOCKED]: [0.54, 0.2], [AGREED]: [0.54, 0.2], [DECREED]: [0.54, 0.16], [JOINED]: [0.6, 0.2], [ON_PAPER]: [0.74, 0.18],
  [RESOLVED]: [0.72, 0.22], [LAPSED]: [0.76, 0.2], [OVERDUE]: [0.76, 0.2],
};

class Movers {
  constructor() {
    this.all = [];
    this.last = 0;
  }

  /** Begin to tell a week of a film; `standing` is where its cases stood before. */
  spawn(film, map, week, share, before, now, running) {
    if (!running) this.all = [];
    const span = running ? GLANCE : STORY;
    const holder = Int16Array.from(before.holder);
    const lots = running ? Math.min(share, (share * FEW) / Math.max(FEW, film.starts[week + 1] - film.starts[week])) : share;
    for (let i = film.starts[week]; i < film.starts[week + 1]; i++) {
      const [index, what, body] = [film.case[i], film.what[i], film.body[i]];
      const from = map.bodies[what === PASSED_ON ? this.desk(film, i, holder) : holder[index]];
      if (what === PASSED_ON || what === REPORTED || what === ACCEPTED || what === FORCED) holder[index] = body;
      if (film.lot[index] >= lots) continue;
      const [start, part] = TURNS[what];
      const late = scatter(index) * 0.06;
      const [begins, lasts] = [now + span * (start + late), span * part];
      const person = what === REPORTED ? film.person[i] : -1;
      this.all.push({ what, index, begins, ends: begins + lasts, door: doorOf(map, film, index), from, to: map.bodies[body], person, detail: film.detail[i], grid: film.grid[index] });
    }
    this.last = this.all.reduce((end, mover) => Math.max(end, mover.ends), now);
  }

  /** The desk that a case passed on comes from: of this week's report, if it was reported this week. */
  desk(film, i, holder) {
    for (let k = i - 1; k >= film.starts[film.week[i]]; k--) {
      if (film.case[k] === film.case[i] && film.what[k] === REPORTED) return film.body[k];
    }
    return holder[film.case[i]];
  }

  /** Draw what moves now; false when all is over. */
  draw(pen, film, map, style, now) {
    this.all = this.all.filter((mover) => mover.ends > now);
    for (const mover of this.all) {
      const part = (now - mover.begins) / (mover.ends - mover.begins);
      if (part >= 0) drawMover(pen, mover, part, film, map, style);
    }
    pen.globalAlpha = 1;
    return this.all.length > 0;
  }
}

const fade = (part) => (part < 0.7 ? 1 : (1 - part) / 0.3);

function ring(pen, { x, y }, r, colour, width, alpha) {
  pen.globalAlpha = Math.max(0, alpha);
  pen.strokeStyle = colour;
  pen.lineWidth = width;
  pen.beginPath();
  pen.arc(x, y, Math.max(0, r), 0, 2 * Math.PI);
  pen.stroke();
}

/** A curve drawn up to a part of its length. */
function grow(pen, from, to, by, part, colour, width, alpha) {
  pen.globalAlpha = alpha;
  pen.strokeStyle = colour;
  pen.lineWidth = width;
  pen.beginPath();
  pen.moveTo(from.x, from.y);
  for (let k = 1; k <= 12; k++) {
    const point = along(from, to, by, (part * k) / 12);
    pen.lineTo(point.x, point.y);
  }
  pen.stroke();
}

function sheet(pen, { x, y }, size, style) {
  pen.fillStyle = style.colours.sheet;
  pen.strokeStyle = style.colours.ink;
  pen.lineWidth = 1;
  pen.fillRect(x - size * 0.4, y - size * 0.5, size * 0.8, size);
  pen.strokeRect(x - size * 0.4, y - size * 0.5, size * 0.8, size);
}

function tick(pen, { x, y }, size, colour, part) {
  pen.strokeStyle = colour;
  pen.lineWidth = Math.max(2, size * 0.28);
  pen.beginPath();
  pen.moveTo(x - size * 0.5, y);
  pen.lineTo(x - size * 0.12, y + size * 0.38);
  if (part > 0.3) pen.lineTo(x + size * 0.55, y - size * 0.45);
  pen.stroke();
}

function cross(pen, { x, y }, size, colour) {
  pen.strokeStyle = colour;
  pen.lineWidth = Math.max(1.6, size * 0.24);
  pen.beginPath();
  pen.moveTo(x - size * 0.4, y - size * 0.4);
  pen.lineTo(x + size * 0.4, y + size * 0.4);
  pen.moveTo(x + size * 0.4, y - size * 0.4);
  pen.lineTo(x - size * 0.4, y + size * 0.4);
  pen.stroke();
}

function drawMover(pen, mover, part, film, map, style) {
  const { door, from, to } = mover;
  const { colours } = style;
  const size = Math.max(5, map.row * 0.42);
  const colour = to ? colourOf(to.kind, style.theme) : colours.waiting;
  pen.lineCap = pen.lineJoin = "round";
  switch (mover.what) {
    case BORN: // it pops up at a door
      ring(pen, door, size * (0.4 + 1.5 * part), colours.waiting, 2.2, 1 - part);
      pen.globalAlpha = fade(part);
      pen.fillStyle = colours.waiting;
      pen.beginPath();
      pen.arc(door.x, door.y, size * 0.5 * Math.min(1, part * 4) * (1 + 0.5 * Math.sin(part * 9) * (1 - part)), 0, 2 * Math.PI);
      pen.fill();
      break;
    case REPORTED: { // somebody walks to it, then a thread runs to the desk
      const start = finderOf(mover, film, map);
      const walk = Math.min(1, part / 0.55);
      const at = along(start.point, door, 0.1, walk);
      if (part > 0.55 && to) grow(pen, door, to, 0.12, (part - 0.55) / 0.45, colour, 1.8, 0.9 * fade(part));
      pen.globalAlpha = fade(part);
      drawPerson(pen, at.x, at.y - size * 0.3 * Math.abs(Math.sin(walk * 14)) * (walk < 1), size * 0.62, start.colour);
      break;
    }
    case PASSED_ON: { // from desk to desk
      const source = from ?? door;
      if (!to) break;
      grow(pen, source, to, 0.22, part, colours.passed, 1.6, 0.85 * fade(part));
      pen.globalAlpha = fade(part);
      sheet(pen, along(source, to, 0.22, Math.min(1, part * 1.15)), size * 0.8, style);
      break;
    }
    case ACCEPTED: case FORCED:
      if (to) ring(pen, to, to.room * (0.45 + 0.35 * part), mover.what === FORCED ? colours.late : colour, 2.4, 1 - part);
      if (to) grow(pen, to, door, 0.12, part, colour, 1.8, 0.7 * fade(part));
      break;
    case AGREED: case BLOCKED: {
      const place = placeOfMeeting(map, map.communities[map.grids[mover.grid].community]);
      ring(pen, place, place.r * (1.2 + 0.4 * part), mover.what === AGREED ? colours.solved : colours.late, 2.5, 1 - part);
      pen.globalAlpha = fade(part);
      if (mover.what === AGREED) tick(pen, place, size * 1.3, colours.solved, part);
      else cross(pen, place, size * 1.3, colours.late);
      break;
    }
    case DECREED:
      if (to) grow(pen, to, door, 0, part, colours.ink, 2.2, 0.8 * fade(part));
      break;
    case JOINED: // a partner lights up, and its thread is knotted to the case
      if (!to) break;
      ring(pen, to, to.room * (0.5 + 0.3 * part), colour, 3, 1 - part);
      grow(pen, to, door, -0.12, part, colour, 2.6, fade(part));
      if (part > 0.8) ring(pen, door, size * 0.7, colour, 2.4, fade(part));
      break;
    case ON_PAPER:
      pen.globalAlpha = fade(part);
      sheet(pen, { x: door.x, y: door.y - size * part }, size, style);
      pen.globalAlpha = fade(part) * 0.8;
      tick(pen, { x: door.x, y: door.y - size * part }, size * 0.5, colours.soft, 1);
      break;
    case RESOLVED: // a tick, and a ring that fades
      ring(pen, door, size * (0.5 + 1.9 * part), colours.solved, 2.6, 1 - part);
      pen.globalAlpha = fade(part);
      pen.fillStyle = colours.solved;
      pen.beginPath();
      pen.arc(door.x, door.y, size * 0.72, 0, 2 * Math.PI);
      pen.fill();
      tick(pen, door, size * 0.8, "#fff", part);
      break;
    case LAPSED:
      pen.globalAlpha = fade(part);
      cross(pen, { x: door.x, y: door.y + size * part * 0.6 }, size, colours.soft);
      break;
    case OVERDUE:
      ring(pen, door, size * (0.3 + 1.2 * part), colours.late, 2.6, 1 - part);
      if (to) ring(pen, to, to.room * 0.55, colours.late, 2, 1 - part);
      break;
  }
}

/** Where whoever found a case comes from: a resident's house, the committee of grid workers, a member next door. */
function finderOf({ person, detail, door, grid }, film, map) {
  const dot = person >= 0 ? dotOf(film, person) : -1;
  if (detail === 0) return { point: dot >= 0 && dot < film.dots ? { x: map.dots.x[dot], y: map.dots.y[dot] } : door, colour: ACTORS.citizen.colour };
  const home = map.grids[grid].community;
  const kind = detail === 1 ? "self_governing" : "party";
  return { point: map.bodies.find((body) => body.tier === 0 && body.where === home && body.kind === kind) ?? door, colour: ACTORS[kind].colour };
}

/** One case's way so far: from its door through every desk, and its partners. */
function drawJourney(pen, film, map, style, index, week) {
  const door = doorOf(map, film, index);
  let last = door;
  for (let i = film.starts[Math.max(0, film.born[index])]; i < film.starts[week + 1]; i++) {
    if (film.case[i] !== index) continue;
    const body = map.bodies[film.body[i]];
    if (!body) continue;
    const colour = colourOf(body.kind, style.theme);
    if (film.what[i] === JOINED) grow(pen, body, door, -0.12, 1, colour, 3, 0.95);
    else if (film.what[i] === REPORTED || film.what[i] === PASSED_ON || film.what[i] === ACCEPTED || film.what[i] === FORCED) {
      if (film.what[i] === REPORTED) last = door;
      if (last !== body) grow(pen, last, body, 0.16, 1, colour, 3, 0.95);
      last = body;
    }
  }
  ring(pen, door, map.row * 0.5, style.colours.paperWhite, 5, 1);
  ring(pen, door, map.row * 0.5, style.colours.ink, 2.5, 1);
  pen.globalAlpha = 1;
}
