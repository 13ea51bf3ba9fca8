// The same as the map in words: the legend, what happened in the week, and lists for keyboard and screen reader.

const element = (tag, className, parent, text) => {
  const node = document.createElement(tag);
  if (className) node.className = className;
  if (text !== undefined) node.textContent = text;
  parent?.append(node);
  return node;
};

function drawLegend(legend, cities, shown, style, say) {
  const { film } = cities[0];
  legend.textContent = "";
  const actors = element("div", "cg-row", legend);
  for (const kind of KIND_NAMES) {
    const node = element("span", "", actors, say(`kind.${kind}`));
    node.prepend(iconOf(kind, style.theme));
  }
  const marks = element("div", "cg-row", legend);
  const title = element("span", "", marks, say(`colour.${film.colour}`));
  const colours = coloursOf(film, style.theme).map((rgb) => `rgb(${rgb.join(" ")})`);
  if (byLevel(film)) {
    LEVELS.forEach((level, k) => {
      const node = element("span", "", marks, say(`participation.${level}`));
      node.prepend(Object.assign(element("i", "cg-swatch"), { style: `background:${colours[k]}` }));
    });
  } else {
    title.append(` ${say("low")}`);
    element("i", "cg-ramp", title).style.background = `linear-gradient(90deg, ${RAMPS[style.theme].join(",")})`;
    title.append(say("high"));
  }
  for (const mark of ["hidden", "waiting", "late", "paper"]) {
    element("span", "", marks, say(`mark.${mark}`)).prepend(element("i", `cg-mark cg-${mark}`));
  }
  element("span", "", marks, say("mark.queue")).prepend(element("i", "cg-plate", null, "12"));
  element("span", "cg-note", marks, say(cities.length > 1 ? "shown_of_both" : "shown_of", { share: Math.round(100 * shown) }));
  if (film.dots < film.citizens) element("span", "cg-note", marks, say("sampled", { shown: film.dots, all: film.citizens }));
}

const COUNTED = [BORN, REPORTED, PASSED_ON, ACCEPTED, JOINED, RESOLVED, ON_PAPER, LAPSED, OVERDUE];

/** What happened to all cases this week, a line a city. */
function drawTotals(table, cities, week, say, titles) {
  if (table.dataset.week === String(week) && table.dataset.key === titles.join("|")) return;
  [table.dataset.week, table.dataset.key, table.textContent] = [week, titles.join("|"), ""];
  element("caption", "", table, say("totals", { week }));
  const head = element("tr", "", element("thead", "", table));
  element("td", "", head);
  for (const what of COUNTED) element("th", `cg-${EVENTS[what]}`, head, say(`event.${EVENTS[what]}`)).scope = "col";
  const body = element("tbody", "", table);
  cities.forEach(({ film }, k) => {
    const row = element("tr", "", body);
    element("th", "", row, cities.length > 1 ? titles[k] : say("city_now")).scope = "row";
    const totals = totalsOf(film, week);
    for (const what of COUNTED) element("td", `cg-${EVENTS[what]}`, row, totals[what]).dataset.head = say(`event.${EVENTS[what]}`);
  });
}

/** What is told of the week, one line for each thing that happens, with a button that follows the case; and places. */
function drawList(list, cities, week, share, say, names, titles, act) {
  list.textContent = "";
  cities.forEach(({ film }, city) => {
    element("h3", "", list, say("list_of", { city: cities.length > 1 ? titles[city] : say("city_now"), week }));
    const events = element("ol", "", list);
    for (let i = film.starts[week]; i < film.starts[week + 1]; i++) {
      if (film.lot[film.case[i]] >= share) continue;
      const item = element("li", "", events);
      const button = element("button", "", item, sentenceOf(film, i, say, names));
      button.type = "button";
      button.addEventListener("click", () => act({ case: film.case[i], city }));
    }
    element("h3", "", list, say("places"));
    const places = element("ul", "", list);
    film.communities.forEach((_, c) => {
      const button = element("button", "", element("li", "", places), `${names("communities", c)}: ${say("problems", countsOf(film, week, c))}`);
      button.type = "button";
      button.addEventListener("click", () => act({ kind: "community", row: c, city }));
    });
    const bodies = element("ul", "", list);
    film.bodies.forEach((_, o) => {
      const button = element("button", "", element("li", "", bodies), describeBody(film, week, o, say, names));
      button.type = "button";
      button.addEventListener("click", () => act({ kind: film.bodies[o].kind, row: o, city }));
    });
  });
}

function sentenceOf(film, i, say, names) {
  const index = film.case[i];
  const what = EVENTS[film.what[i]];
  const body = film.body[i] >= 0 ? bodyName(film, film.body[i], say, names) : "";
  const place = names("communities", film.gridHome[film.grid[index]]);
  const how = what === "reported" ? `told.reported_${["resident", "worker", "member"][film.detail[i]]}` : `told.${what}`;
  return say(how, { type: names("types", film.type[index]), place, body });
}

/** What a body is called: its kind and tier, and its place. */
function bodyName(film, o, say, names) {
  const { kind, tier, domain, where } = film.bodies[o];
  const table = ["communities", "streets", "districts", "city"][tier];
  const form = domain >= 0 && kind === "government" ? { field: say(`domain.${film.domains[domain]}`) } : {};
  const rural = kind === "self_governing" && film.communities[where].rural ? "_rural" : "";
  return say(`body.${kind}_${tier}${rural}`, { place: names(table, where), ...form });
}

function describeBody(film, week, o, say, names) {
  const place = week * film.bodies.length + o;
  const percent = (value) => say("percent", { value: Math.round((100 * value) / 255) });
  return say("organisation", {
    body: bodyName(film, o, say, names), willingness: percent(film.willingness[place]), effort: percent(film.effort[place]),
    waiting: film.queue[place],
  });
}

function describeCase(film, standing, index, say, names) {
  const stage = ["none", "latent", "desk", "owned", "paper"][standing.stage[index]];
  const holder = standing.holder[index];
  const at = holder >= 0 && stage !== "latent" && stage !== "paper" ? `stage.${stage}` : `stage.${stage === "desk" || stage === "owned" ? "latent" : stage}`;
  const values = {
    type: names("types", film.type[index]), place: names("communities", film.gridHome[film.grid[index]]),
    weeks: standing.week - film.born[index], body: holder >= 0 ? bodyName(film, holder, say, names) : "",
  };
  return `${say("case", values)}\n${say(at, values)}${standing.late[index] ? say("stage.late") : ""}\n${say("case_hint")}`;
}
