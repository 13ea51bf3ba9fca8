// One week of one city at rest: actors with their queues, open cases at their doors, threads, meetings, emergencies.

/** Cases that stand open in a week, with their doors: what is drawn, what can be pointed at. */
function doorsOf(film, map, standing, share) {
  const doors = [];
  for (let index = 0; index < film.grid.length && film.born[index] <= standing.week; index++) {
    if (!standing.stage[index] || film.lot[index] >= share) continue;
    const r = Math.max(2.2, Math.min(7, map.row * 0.15)) * (0.85 + 0.5 * (film.severity[index] / 255));
    doors.push({ index, ...doorOf(map, film, index), r, stage: standing.stage[index], late: standing.late[index] });
  }
  return doors;
}

function drawWeek(pen, film, map, style, standing, doors) {
  const { week } = standing;
  map.communities.forEach((community, c) => drawSigns(pen, film, map, style, week, community, c));
  drawThreads(pen, map, style, standing, doors);
  for (const door of doors) drawDoor(pen, door, style);
  drawBodies(pen, film, map, style, week);
}

/** An emergency tints its community; a meeting is a circle of people, as large as many came. */
function drawSigns(pen, film, map, style, week, community, c) {
  const place = week * film.communities.length + c;
  const sign = film.signs[place];
  if (!community.rect || !sign) return;
  const { x, y, w, h } = community.rect;
  if (sign & 4) {
    pen.fillStyle = style.colours.emergency;
    pen.beginPath();
    if (community.shape) traceShape(pen, community.shape);
    else pen.roundRect(x, y, w, h, 5);
    pen.fill("evenodd");
  }
  if (sign & 1) drawMeeting(pen, map, style, community, film.attendance[place] / 255, sign & 2);
}

function placeOfMeeting(map, { rect, middle }) {
  if (middle) return middle;
  return { x: rect.x + rect.w / 2, y: rect.y + map.row + (rect.h - map.row) / 2, r: Math.min(rect.w * 0.2, (rect.h - map.row) * 0.34) };
}

function drawMeeting(pen, map, style, community, came, agreed) {
  const { x, y, r } = placeOfMeeting(map, community);
  if (r < 6) return;
  pen.save();
  pen.fillStyle = style.colours.halo;
  pen.beginPath();
  pen.arc(x, y, r * 1.3, 0, 2 * Math.PI);
  pen.fill();
  pen.strokeStyle = agreed ? style.colours.solved : style.colours.soft;
  pen.lineWidth = 1.6;
  pen.setLineDash(agreed ? [] : [4, 4]);
  pen.stroke();
  pen.restore();
  const people = 6 + Math.round(10 * Math.min(1, 3 * came));
  for (let k = 0; k < people; k++) {
    const angle = (2 * Math.PI * k) / people - Math.PI / 2;
    drawPerson(pen, x + r * Math.cos(angle), y + r * Math.sin(angle), Math.min(6, r * 0.24), style.colours.person);
  }
}

function drawPerson(pen, x, y, r, colour) {
  pen.fillStyle = colour;
  pen.beginPath();
  pen.arc(x, y - r * 0.75, r * 0.5, 0, 2 * Math.PI);
  pen.fill();
  pen.beginPath();
  pen.ellipse(x, y + r * 0.55, r * 0.72, r * 0.75, 0, Math.PI, 0);
  pen.fill();
}

/** A thread from each door to the desk where its case lies, and from partners to whom they help. */
function drawThreads(pen, map, style, standing, doors) {
  pen.lineCap = "round";
  for (const { index, x, y, late } of doors) {
    const holder = map.bodies[standing.holder[index]];
    if (!holder || standing.stage[index] === LATENT || standing.stage[index] === PAPER || holder.room < 5) continue;
    pen.globalAlpha = standing.stage[index] === OWNED ? 0.34 : 0.2;
    pen.strokeStyle = late ? style.colours.late : colourOf(holder.kind, style.theme);
    pen.lineWidth = 1;
    line(pen, { x, y }, holder, 0.12);
    for (const helper of standing.helpers.get(index) ?? []) {
      pen.globalAlpha = 0.6;
      pen.strokeStyle = colourOf(map.bodies[helper].kind, style.theme);
      pen.lineWidth = 1.8;
      line(pen, map.bodies[helper], { x, y }, -0.12);
    }
  }
  pen.globalAlpha = 1;
}

/** The middle of a curve from one point to another, bent to a side; quadratic. */
function bend(from, to, by) {
  return { x: (from.x + to.x) / 2 - (to.y - from.y) * by, y: (from.y + to.y) / 2 + (to.x - from.x) * by };
}

function along(from, to, by, part) {
  const middle = bend(from, to, by);
  const [a, b, c] = [(1 - part) ** 2, 2 * part * (1 - part), part ** 2];
  return { x: a * from.x + b * middle.x + c * to.x, y: a * from.y + b * middle.y + c * to.y };
}

function line(pen, from, to, by) {
  const middle = bend(from, to, by);
  pen.beginPath();
  pen.moveTo(from.x, from.y);
  pen.quadraticCurveTo(middle.x, middle.y, to.x, to.y);
  pen.stroke();
}

/** A case at its door: hollow while nobody knows of it, full when it is known, red when late, crossed on paper only. */
function drawDoor(pen, { x, y, r, stage, late }, style) {
  const { colours } = style;
  pen.beginPath();
  pen.arc(x, y, r, 0, 2 * Math.PI);
  pen.lineWidth = 1.4;
  if (stage === LATENT) {
    pen.fillStyle = colours.hidden;
    pen.strokeStyle = colours.soft;
  } else if (stage === PAPER) {
    pen.fillStyle = colours.paperWhite;
    pen.strokeStyle = colours.ink;
  } else {
    pen.fillStyle = late ? colours.late : colours.waiting;
    pen.strokeStyle = colours.edge;
  }
  pen.fill();
  pen.stroke();
  if (stage !== PAPER) return;
  pen.beginPath();
  pen.moveTo(x - r * 0.5, y);
  pen.lineTo(x + r * 0.5, y);
  pen.stroke();
}

/** Actors, each with a bar of what waits at its desk. */
function drawBodies(pen, film, map, style, week) {
  const from = week * map.bodies.length;
  map.bodies.forEach(({ kind, tier, x, y, room }, o) => {
    if (room < 5) return;
    const r = room * 0.43;
    drawActor(pen, kind, x, y, r, style.theme, film.willingness[from + o] / 255);
    if (tier) {
      pen.strokeStyle = colourOf(kind, style.theme);
      pen.lineWidth = 0.8 + 0.4 * tier;
      pen.beginPath();
      pen.arc(x, y, r + 1.2, 0, 2 * Math.PI);
      pen.stroke();
    }
    drawQueue(pen, film.queue[from + o], x, y, r, style);
  });
}

/** How much waits: a red plate with its number at the desk. */
function drawQueue(pen, waiting, x, y, r, style) {
  if (!waiting) return;
  const { colours } = style;
  const size = Math.max(7.5, Math.min(12 * style.scale, r * 1.05));
  if (r < 5.5) return;
  pen.font = `700 ${size}px ${style.font}`;
  pen.textAlign = "center";
  pen.textBaseline = "middle";
  const text = String(waiting);
  const wide = pen.measureText(text).width + size * 0.5;
  const [left, top] = [x + r * 0.95 - wide, y + r * 0.95 - size * 0.85];
  pen.beginPath();
  pen.roundRect(left, top, wide, size * 1.1, size * 0.5);
  pen.fillStyle = waiting >= 40 ? colours.late : waiting >= 12 ? colours.waiting : colours.calm;
  pen.fill();
  pen.strokeStyle = colours.edge;
  pen.lineWidth = 1;
  pen.stroke();
  pen.fillStyle = waiting >= 40 ? "#fff" : "#1b1f24";
  pen.fillText(text, left + wide / 2, top + size * 0.6);
}
