// The divider between the city before and the city after: dragged, or moved by keys like any slider.

function addDivider(field, say, onMove) {
  const node = document.createElement("div");
  node.className = "cg-divider";
  node.tabIndex = 0;
  node.setAttribute("role", "slider");
  node.setAttribute("aria-orientation", "horizontal");
  node.setAttribute("aria-valuemin", 0);
  node.setAttribute("aria-valuemax", 100);
  node.append(Object.assign(document.createElement("span"), { className: "cg-grip", textContent: "\u25c0\u2009\u25b6" }));
  field.append(node);
  let at = 0.5;

  function set(part, told = true) {
    at = Math.min(1, Math.max(0, part));
    node.style.left = `${100 * at}%`;
    node.setAttribute("aria-valuenow", Math.round(100 * at));
    node.setAttribute("aria-label", say("divider"));
    node.setAttribute("aria-valuetext", say("divider_at", { before: Math.round(100 * at), after: Math.round(100 * (1 - at)) }));
    if (told) onMove();
  }

  node.addEventListener("pointerdown", (event) => { node.setPointerCapture(event.pointerId); event.preventDefault(); node.focus(); });
  node.addEventListener("pointermove", (event) => {
    if (!node.hasPointerCapture(event.pointerId)) return;
    const box = field.getBoundingClientRect();
    set((event.clientX - box.left) / box.width);
  });
  node.addEventListener("keydown", (event) => {
    const steps = { ArrowLeft: -0.02, ArrowDown: -0.02, ArrowRight: 0.02, ArrowUp: 0.02, PageDown: -0.1, PageUp: 0.1 };
    if (event.key in steps) set(at + steps[event.key]);
    else if (event.key === "Home") set(0);
    else if (event.key === "End") set(1);
    else return;
    event.preventDefault();
    event.stopPropagation();
  });
  set(0.5, false);
  return { node, set, get at() { return at; } };
}
