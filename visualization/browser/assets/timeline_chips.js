// Interventions on the timeline: chips that are dragged, or moved by keys.

const DRAG = 200; // ms between two reports of a chip that is being dragged
const AGAIN = 3000; // ms after which the last report is sent once more if Python has not said that it has it
const SIGNS = { rules: "\u25c6", surge: "\u25b2", capacity: "\u25bc" };

const make = (tag, className, parent) => {
  const node = document.createElement(tag);
  if (className) node.className = className;
  parent?.append(node);
  return node;
};

/**
 * Return a function that lays out chips in `lane`.
 *
 * axis: functions x(week), last(), clamp(week), width(), rowHeight() and show(week). say: words. send: tells Python. heard: gives the
 * number of the last report that Python has dealt with.
 */
function chipLane(lane, axis, say, send, heard) {
  let held = null; // the chip being moved: its week now; until it is let go, chips stay as they are
  let focus = null; // the chip that had the focus, by label and week

  let later = 0; // timer
  let known = [[], -1];
  const relay = () => lay(...known);

  // Until Python has dealt with the last report, what it shows is of earlier ones, and would turn back the hand. A
  // report that is lost with its connection is sent again; Python knows by its number whether it has it already.
  let reports = heard();
  let again = 0; // timer
  const waiting = () => heard() < reports;
  function report(message) {
    const numbered = { ...message, report: ++reports };
    const tell = () => {
      send(numbered);
      clearTimeout(again);
      again = setTimeout(() => { if (lane.isConnected && waiting() && numbered.report === reports) tell(); }, AGAIN);
    };
    tell();
  }

  function lay(chosen, selected) {
    known = [chosen, selected];
    if (held || waiting()) return;
    clearTimeout(later);
    const active = document.activeElement?.closest?.(".cg-chip");
    if (active && lane.contains(active)) focus ??= active.dataset;
    lane.textContent = "";
    const chips = [...chosen].sort((a, b) => a.week - b.week || a.index - b.index);
    if (!chips.length) make("div", "cg-empty", lane).textContent = say("empty");
    const ends = []; // right end of the last chip of each row
    const height = axis.rowHeight();
    for (const event of chips) {
      const chip = make("div", `cg-chip cg-${event.kind in SIGNS ? event.kind : "rules"}`, lane);
      chip.tabIndex = 0;
      chip.setAttribute("role", "button");
      chip.classList.toggle("selected", event.index === selected);
      make("span", "", chip).textContent = SIGNS[event.kind] ?? SIGNS.rules;
      make("span", "", chip).textContent = event.label;
      const when = make("span", "cg-when", chip);
      const stem = make("div", `cg-stem cg-${event.kind}`, lane);
      const lasting = event.weeks ? make("div", `cg-last cg-${event.kind}`, lane) : null;
      chip.style.height = `${height - 6}px`;
      const place = (week) => {
        when.textContent = week;
        const end = event.weeks ? Math.min(week + event.weeks - 1, axis.last()) : week;
        const line = say(event.weeks ? "chip_long" : "chip", { label: event.label, week, last: end });
        chip.title = line;
        chip.setAttribute("aria-label", `${line}. ${say("how")}`);
        chip.dataset.week = week;
        // The sign stands over its week to the very end: near it, the words stand on its left.
        const turned = axis.x(week) + chip.offsetWidth > axis.width() && axis.x(week) >= chip.offsetWidth;
        chip.classList.toggle("turned", turned);
        const start = turned ? axis.x(week) - chip.offsetWidth : axis.x(week);
        chip.style.left = `${start}px`;
        stem.style.left = `${Math.min(Math.max(axis.x(week), 1), axis.width() - 1)}px`;
        if (lasting) Object.assign(lasting.style, { left: `${axis.x(week)}px`, width: `${Math.max(3, axis.x(end) - axis.x(week))}px` });
        return start;
      };
      const start = place(event.week);
      let row = ends.findIndex((end) => end + 4 <= start);
      if (row < 0) row = ends.length;
      ends[row] = start + chip.offsetWidth;
      chip.style.top = `${row * height + 2}px`;
      if (lasting) lasting.style.top = `${row * height + height - 4}px`;
      Object.assign(chip.dataset, { index: event.index, label: event.label });
      if (focus && focus.label === event.label && Number(focus.week) === event.week) {
        chip.focus();
        focus = null;
      }
      listen(chip, event, place);
    }
    lane.style.height = `${Math.max(1, ends.length) * height}px`;
  }

  function listen(chip, event, place) {
    let start = null;
    const hold = () => (held ??= { week: event.week, told: 0 });
    const drop = (keep) => {
      if (!held) return;
      later = setTimeout(relay, 600); // if nothing comes of it, chips go back to where Python has them
      const { week, told } = held;
      held = null;
      chip.classList.remove("dragged");
      if (keep ? week === event.week && !told : !told) return void place(event.week);
      const end = keep ? week : event.week;
      if (document.activeElement === chip) focus = { label: event.label, week: end };
      place(end);
      report({ what: "move", index: event.index, week: end });
      event = { ...event, week: end };
    };
    chip.addEventListener("pointerdown", (e) => {
      if (e.button) return;
      start = { x: e.clientX, week: event.week, moved: false };
      chip.setPointerCapture(e.pointerId);
      hold();
    });
    chip.addEventListener("pointermove", (e) => {
      if (!start || !held) return;
      const by = e.clientX - start.x;
      start.moved ||= Math.abs(by) > 3;
      if (!start.moved) return;
      chip.classList.add("dragged");
      const week = axis.clamp(Math.round(start.week + (by / axis.width()) * axis.last()));
      if (week === held.week) return;
      held.week = week;
      place(week);
      axis.show(week);
      if (performance.now() - held.told < DRAG) return;
      held.told = performance.now();
      report({ what: "drag", index: event.index, week });
    });
    chip.addEventListener("pointerup", () => {
      if (!start) return;
      const moved = start.moved;
      start = null;
      drop(true);
      if (!moved) send({ what: "select", index: event.index });
    });
    chip.addEventListener("pointercancel", () => { start = null; drop(false); });
    chip.addEventListener("dblclick", (e) => e.stopPropagation());
    chip.addEventListener("keydown", (e) => {
      const step = { ArrowLeft: -1, ArrowRight: 1 }[e.key];
      if (step) {
        hold().week = axis.clamp(held.week + step * (e.shiftKey ? 13 : 1));
        place(held.week);
        axis.show(held.week);
      } else if (e.key === "Enter" || e.key === " ") send({ what: "select", index: event.index });
      else if (e.key === "Delete" || e.key === "Backspace") send({ what: "remove", index: event.index });
      else if (e.key === "Escape" && held) { start = null; drop(false); }
      else return;
      e.preventDefault();
    });
    // A held arrow key is one move: it is reported when the key is let go.
    chip.addEventListener("keyup", (e) => { if (e.key.startsWith("Arrow")) drop(true); });
    chip.addEventListener("blur", () => { if (!start) drop(true); });
  }

  return lay;
}
