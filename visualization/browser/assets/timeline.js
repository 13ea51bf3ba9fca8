// The timeline: axis and scrubber, chips for interventions, play. Time passes here, in the browser; Python is told
// now and then. Every shown week goes to the rest of the page as the event "cogov-week" on window.

const TELL = 500; // ms between two reports of the week to Python
const ECHO = 5000; // ms within which Python sends a reported week back
const SPEEDS = [4, 13, 26, 52];

function render({ model, el }) {
  const root = make("div", "cg-time", el);
  const frame = make("div", "", root);
  const track = make("div", "cg-track", frame);
  const lane = make("div", "cg-lane", frame);
  const controls = make("div", "cg-controls", frame);
  const play = make("button", "cg-play", controls);
  const now = make("div", "cg-now", controls);
  const speed = make("select", "cg-speed", controls);
  make("span", "cg-gap", controls);
  const add = make("button", "cg-add", controls);
  const head = make("div", "cg-head", root);
  const reading = make("div", "cg-reading", head);
  const ticks = make("div", "", track);
  const done = make("div", "cg-done", track);
  const thumb = make("div", "cg-thumb", track);
  play.type = add.type = "button";
  track.tabIndex = 0;
  track.setAttribute("role", "slider");
  lane.setAttribute("role", "group");

  let at = model.get("week"); // between weeks while playing
  let playing = false;
  const toggled = []; // what was told of playing, and has not come back
  let pace = 13;
  let ticked = 0; // time of the last frame
  let told = { time: 0, week: at, timer: 0 };
  const sent = []; // weeks reported that Python has not sent back: an echo must not turn back the clock
  let width = 1;
  let rowHeight = 0;
  let leaving = false;

  // A page that is left has no connection any more, but is still told that it is hidden.
  const send = (message) => { if (!leaving) model.send(message); };
  const say = (key, values = {}) => fill(model.get("words")[key] ?? key, values);
  const last = () => Math.max(1, model.get("weeks") - 1);
  const clamp = (week) => Math.min(Math.max(week, 0), model.get("weeks") - 1);
  const shown = () => clamp(Math.floor(at + 1e-9));
  const x = (week) => (week / last()) * width;
  const weekAt = (clientX) => clamp(Math.round(((clientX - track.getBoundingClientRect().left) / width) * last()));
  const year = (week) => Math.floor(week / 52) + 1;

  function draw() {
    const week = shown();
    const left = x(Math.min(at, last()));
    thumb.style.left = done.style.width = `${left}px`;
    head.style.left = `${track.offsetLeft + left}px`;
    const text = say("now", { week, year: year(week) });
    if (now.textContent !== text) {
      now.textContent = text;
      track.setAttribute("aria-valuenow", week);
      track.setAttribute("aria-valuetext", text);
      add.setAttribute("aria-label", (add.title = say("add", { week })));
    }
    root.dataset.week = week;
    read(week, left);
    window.dispatchEvent(new CustomEvent("cogov-week", { detail: { week, at, playing } }));
  }

  // What the curves say at the playhead, beside it.
  function read(week, left) {
    const curves = model.get("curves");
    reading.hidden = !curves.length || !model.get("reach");
    reading.classList.toggle("turned", left > width / 2);
    reading.replaceChildren(...curves.map((curve) => {
      const line = document.createElement("div");
      line.style.color = curve.colour;
      line.textContent = curve.values[Math.min(week, curve.values.length - 1)] ?? "\u2014";
      return line;
    }));
  }

  function tell(force) {
    const time = performance.now();
    const week = shown();
    clearTimeout(told.timer);
    if (week === told.week) return;
    if (!force && time - told.time < TELL) {
      told.timer = setTimeout(() => tell(false), TELL - (time - told.time));
      return;
    }
    told = { time, week, timer: 0 };
    sent.push({ time, week });
    if (sent.length > 50) sent.shift();
    send({ what: "week", week });
  }

  function go(week, force) {
    at = clamp(week);
    draw();
    tell(force);
  }

  function setPlaying(value, report) {
    if (value === playing) return;
    playing = value;
    if (playing) {
      if (shown() >= model.get("weeks") - 1) at = 0;
      ticked = performance.now();
      requestAnimationFrame(tick);
    } else {
      at = shown();
      draw();
      tell(true);
    }
    root.dataset.playing = playing;
    play.textContent = `${playing ? "\u275a\u275a" : "\u25b6\ufe0e"} ${say(playing ? "pause" : "play")}`;
    if (!report) return;
    toggled.push({ time: performance.now(), playing });
    if (toggled.length > 50) toggled.shift();
    send({ what: "playing", playing });
  }

  function tick(time) {
    if (!playing || !root.isConnected) return;
    at = Math.min(at + (Math.max(0, time - ticked) / 1000) * pace, model.get("weeks") - 1);
    ticked = time;
    draw();
    if (shown() >= model.get("weeks") - 1) return setPlaying(false, true);
    tell(false);
    requestAnimationFrame(tick);
  }

  function layTicks() {
    ticks.textContent = "";
    const weeks = model.get("weeks");
    const years = [1, 2, 5, 10, 20, 50].find((n) => x(52 * n) >= 64) ?? 100;
    for (let week = 0; week < weeks; week += x(13) >= 7 ? 13 : 52 * years) {
      const tickMark = make("div", week % 52 ? "cg-tick" : "cg-tick long", ticks);
      tickMark.style.left = `${x(week)}px`;
      if (week % (52 * years) || width - x(week) < 50) continue;
      const label = make("div", "cg-year", ticks);
      label.style.left = `${x(week)}px`;
      label.textContent = say("year", { year: year(week) });
    }
  }

  const axis = { x, last, clamp, show: (week) => { setPlaying(false, true); go(week, false); }, width: () => width, rowHeight: () => (rowHeight = play.offsetHeight || 32) };
  const lay = chipLane(lane, axis, say, send, () => model.get("heard"));

  function layChips() {
    lay(model.get("chips"), model.get("selected"));
    layHead();
  }

  // A page may draw its chart lower on a narrow screen, and says so by --reach.
  function layHead() {
    const reach = Math.min(model.get("reach"), parseFloat(getComputedStyle(root).getPropertyValue("--reach")) || Infinity);
    const foot = lane.offsetHeight ? lane.offsetTop + lane.offsetHeight : track.offsetTop;
    head.style.top = `${-reach}px`;
    head.style.height = `${reach + foot}px`;
  }

  function layOut() {
    const [left, right] = model.get("margins");
    track.style.marginLeft = lane.style.marginLeft = `${left}px`;
    track.style.marginRight = lane.style.marginRight = `${right}px`;
    width = Math.max(1, track.clientWidth);
    track.setAttribute("aria-label", say("scrubber"));
    track.setAttribute("aria-valuemin", 0);
    track.setAttribute("aria-valuemax", model.get("weeks") - 1);
    lane.setAttribute("aria-label", say("line"));
    play.textContent = `${playing ? "\u275a\u275a" : "\u25b6\ufe0e"} ${say(playing ? "pause" : "play")}`;
    speed.setAttribute("aria-label", (speed.title = say("speed")));
    speed.replaceChildren(...SPEEDS.map((n) => new Option(say("per_second", { weeks: n }), n, false, n === pace)));
    add.textContent = say("add_short");
    now.textContent = "";
    at = clamp(at);
    layTicks();
    layChips();
    draw();
  }

  let scrubbing = false;
  track.addEventListener("pointerdown", (e) => {
    if (e.button) return;
    scrubbing = true;
    track.setPointerCapture(e.pointerId);
    setPlaying(false, true);
    go(weekAt(e.clientX), false);
  });
  track.addEventListener("pointermove", (e) => { if (scrubbing) go(weekAt(e.clientX), false); });
  for (const name of ["pointerup", "pointercancel"]) {
    track.addEventListener(name, () => { if (scrubbing) { scrubbing = false; tell(true); } });
  }
  track.addEventListener("keydown", (e) => {
    const far = e.shiftKey ? 13 : 1;
    const to = { ArrowLeft: -far, ArrowDown: -far, ArrowRight: far, ArrowUp: far, PageDown: -52, PageUp: 52 }[e.key];
    if (to === undefined && e.key !== "Home" && e.key !== "End" && e.key !== " ") return;
    e.preventDefault();
    if (e.key === " ") return setPlaying(!playing, true);
    setPlaying(false, true);
    go(e.key === "Home" ? 0 : e.key === "End" ? last() : shown() + to, false);
  });
  lane.addEventListener("dblclick", (e) => send({ what: "add", week: weekAt(e.clientX) }));
  play.addEventListener("click", () => setPlaying(!playing, true));
  add.addEventListener("click", () => send({ what: "add", week: shown() }));
  speed.addEventListener("change", () => { pace = Number(speed.value); });

  model.on("change:week", () => {
    const week = model.get("week");
    const echo = sent.findIndex((report) => report.week === week && performance.now() - report.time < ECHO);
    if (echo >= 0) return void sent.splice(0, echo + 1);
    sent.length = 0;
    told.week = week;
    clearTimeout(told.timer);
    if (!scrubbing && week !== shown()) { at = week; draw(); }
  });
  model.on("change:playing", () => {
    const value = model.get("playing");
    // What was told from here comes back; by then it may have played to the end, and must not begin again.
    const echo = toggled.findIndex((report) => report.playing === value && performance.now() - report.time < ECHO);
    if (echo >= 0) return void toggled.splice(0, echo + 1);
    toggled.length = 0;
    setPlaying(value, false);
  });
  for (const name of ["chips", "selected", "heard"]) model.on(`change:${name}`, layChips);
  model.on("change:curves", draw);
  for (const name of ["weeks", "words", "margins", "reach"]) model.on(`change:${name}`, layOut);
  const hide = () => { if (document.hidden) setPlaying(false, true); };
  const leave = (e) => { leaving = e.type === "pagehide"; };
  document.addEventListener("visibilitychange", hide);
  for (const name of ["pagehide", "pageshow"]) window.addEventListener(name, leave);
  const watch = new ResizeObserver(() => { if (track.clientWidth !== width || play.offsetHeight !== rowHeight) layOut(); });
  watch.observe(root);
  layOut();
  if (model.get("playing")) setPlaying(true, false);
  return () => {
    playing = false;
    clearTimeout(told.timer);
    watch.disconnect();
    document.removeEventListener("visibilitychange", hide);
    for (const name of ["pagehide", "pageshow"]) window.removeEventListener(name, leave);
  };
}

export default { render };
