// Keys that work everywhere on a page. Python hears what is asked for, not which key it was.

const PLAIN = {
  " ": "play", ArrowLeft: "back", ArrowRight: "forward", r: "replay", R: "replay", l: "language", L: "language",
  p: "presenter", P: "presenter", "?": "help", "\uff1f": "help",
  b: "blank", B: "blank",
};
for (let scene = 1; scene <= 9; scene += 1) PLAIN[scene] = `scene_${scene}`;
const QUARTER = { ArrowLeft: "back_quarter", ArrowRight: "forward_quarter" };
const SILENT = "input:not([type=range], [type=checkbox], [type=radio]), textarea, select, [contenteditable=true], [role=listbox]";
const OWN_ARROWS = "input, [role=slider], [role=radiogroup], [role=tablist], [role=menu]";
const OWN_SPACE = "input:not([type=range])";

function asked(event, clicked) {
  if (event.isComposing || event.altKey || event.defaultPrevented) return null;
  const on = event.target instanceof Element ? event.target : document.body;
  if (on.closest(SILENT)) return null;
  if (event.key.startsWith("Arrow") && on.closest(OWN_ARROWS)) return null;
  if (event.key === " " && on.closest(OWN_SPACE)) return null;
  if (event.ctrlKey || event.metaKey) {
    const key = event.key.toLowerCase();
    if (key === "z") return event.shiftKey ? "redo" : "undo";
    return key === "y" ? "redo" : null;
  }
  // Space presses the button that it was tabbed to; a button that was clicked keeps the focus, yet space plays.
  const button = on.closest("button, a, [role=button], [role=tab]");
  if (button && event.key === " " && button !== clicked) return null;
  if (event.shiftKey && QUARTER[event.key]) return QUARTER[event.key];
  return PLAIN[event.key] ?? null;
}

function render({ model, el }) {
  el.style.display = "none";
  let clicked = null;
  let plays = false;
  const press = (event) => {
    clicked = event.target instanceof Element ? event.target.closest("button, a, [role=button], [role=tab]") : null;
  };
  const down = (event) => {
    const key = asked(event, clicked);
    if (key === null) return;
    event.preventDefault();
    if (event.repeat && !["back", "forward"].includes(key)) return;
    plays = key === "play";
    model.send({ key });
  };
  const up = (event) => {
    if (event.key === " " && plays) event.preventDefault(); // else the button would be pressed too
    plays = false;
  };
  const listeners = { pointerdown: press, keydown: down, keyup: up };
  for (const [name, listener] of Object.entries(listeners)) window.addEventListener(name, listener);
  return () => {
    for (const [name, listener] of Object.entries(listeners)) window.removeEventListener(name, listener);
  };
}

export default { render };
