// A hand-out: the levers move, and what they show was run before. Nothing is computed here but which run is meant.
"use strict";
(() => {
  const data = JSON.parse(document.getElementById("handout").textContent);
  const FINE = 100; // steps of a point of 100
  const WIDTH = 720, HEIGHT = 320, LEFT = 44, RIGHT = 8, TOP = 10, BOTTOM = 34;
  const svg = document.getElementById("curve"), NS = svg.namespaceURI;

  const unpack = (text) => {
    const raw = atob(text), numbers = [];
    for (let place = 0; place < raw.length; place += 2) {
      numbers.push((raw.charCodeAt(place) + 256 * raw.charCodeAt(place + 1)) / FINE);
    }
    return numbers;
  };
  const curves = unpack(data.curves), beside = unpack(data.beside);

  // Points are in the order of nested loops, the last lever innermost.
  const pointOf = (steps) => steps.reduce((point, step, place) => point * data.levers[place].values.length + step, 0);
  const own = data.levers.map((lever) => lever.own);
  const inputs = data.levers.map((_, place) => document.getElementById(`lever-${place}`));
  const steps = () => inputs.map((input) => Number(input.value));
  const curveOf = (point) => curves.slice(point * data.points, (point + 1) * data.points);

  const element = (name, attributes, text) => {
    const made = document.createElementNS(NS, name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    if (text !== undefined) made.textContent = text;
    return svg.appendChild(made);
  };
  const across = (place) => LEFT + ((WIDTH - LEFT - RIGHT) * place) / Math.max(data.points - 1, 1);
  const down = (value) => TOP + (HEIGHT - TOP - BOTTOM) * (1 - value / 100);
  const path = (values) => values.map((value, place) => `${place ? "L" : "M"}${across(place).toFixed(1)} ${down(value).toFixed(1)}`).join("");

  const draw = (point) => {
    svg.replaceChildren();
    for (const tick of [0, 25, 50, 75, 100]) {
      element("line", { x1: LEFT, x2: WIDTH - RIGHT, y1: down(tick), y2: down(tick), stroke: "#dddddd" });
      element("text", { x: LEFT - 6, y: down(tick) + 4, "text-anchor": "end", "font-size": 12, fill: "#333333" }, tick);
    }
    for (let week = 0; week < data.points * data.block; week += 52) {
      const x = across(week / data.block);
      element("text", { x, y: HEIGHT - 14, "font-size": 12, fill: "#333333" }, data.week.replace("%n%", week));
    }
    for (const week of data.events) {
      const x = across(week / data.block);
      element("line", { x1: x, x2: x, y1: TOP, y2: HEIGHT - BOTTOM, stroke: "#6b7480", "stroke-dasharray": "2 3" });
    }
    element("path", { d: path(beside), fill: "none", stroke: "#6b7480", "stroke-width": 2, "stroke-dasharray": "8 4" });
    element("path", { d: path(curveOf(pointOf(own))), fill: "none", stroke: "#d55e00", "stroke-width": 2, "stroke-dasharray": "10 3 2 3" });
    element("path", { d: path(curveOf(point)), fill: "none", stroke: "#0072b2", "stroke-width": 3, id: "now" });
  };

  const write = (face, value, half) =>
    half > 0 ? `${value.toFixed(face.digits)} ± ${half.toFixed(face.digits)}` : value.toFixed(face.digits);

  const show = () => {
    const chosen = steps(), point = pointOf(chosen), usual = pointOf(own);
    inputs.forEach((input, place) => {
      const said = data.levers[place].values[chosen[place]];
      input.setAttribute("aria-valuetext", said);
      input.nextElementSibling.textContent = said;
    });
    draw(point);
    const rows = document.getElementById("faces").rows;
    data.faces.forEach((face, place) => {
      const cells = rows[place].cells;
      cells[1].textContent = write(face, face.means[point], face.halves[point]);
      cells[2].textContent = write(face, face.means[usual], face.halves[usual]);
      cells[3].textContent = face.beside.toFixed(face.digits);
    });
    const face = data.faces[0];
    document.getElementById("said").textContent = data.said
      .replace("%now%", write(face, face.means[point], face.halves[point]))
      .replace("%own%", face.means[usual].toFixed(1))
      .replace("%beside%", face.beside.toFixed(1));
  };

  const form = document.getElementById("levers");
  form.addEventListener("input", show);
  form.addEventListener("reset", () => setTimeout(show));
  form.addEventListener("submit", (happening) => happening.preventDefault());
  form.reset();
  show();
})();
