// Offers every picture of a page as an SVG or a PNG file, drawn by the reader's own browser: nothing is asked for.
// As in Python (Drawing.headed): on white, below its title and, where the section has one, the legend.
"use strict";
(() => {
  const NS = document.querySelector("svg").namespaceURI;
  const WIDE = 1920; // pixels of a PNG
  const TITLE = 34, ROW = 26;

  const element = (tag, attributes, text) => {
    const made = document.createElementNS(NS, tag);
    for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
    if (text) made.textContent = text;
    return made;
  };

  const nested = (picture, x, y) => {
    const [, , width, height] = picture.getAttribute("viewBox").split(" ");
    const copy = picture.cloneNode(true);
    for (const [name, value] of Object.entries({ x, y, width, height })) copy.setAttribute(name, value);
    return copy;
  };

  const alone = (figure) => {
    const picture = figure.querySelector("svg");
    let [, , width, height] = picture.getAttribute("viewBox").split(" ").map(Number);
    const title = figure.dataset.title;
    const keys = title && figure.dataset.keys ? figure.closest("section").querySelectorAll(".legend .key") : [];
    const whole = element("svg", { role: "img", "font-family": picture.getAttribute("font-family"), fill: "#1a1a1a" });
    let top = title ? TITLE : 0;
    const above = [];
    if (title) above.push(element("text", { x: 8, y: 23, "font-size": 17, "font-weight": 600 }, title));
    let x = 8;
    for (const key of keys) {
      const name = key.textContent.trim();
      const wide = 52 + 14 * [...name].reduce((sum, sign) => sum + (sign > "\u2e80" ? 1 : 0.62), 0) + 24;
      if (x > 8 && x + wide > width) [x, top] = [8, top + ROW];
      above.push(nested(key.querySelector("svg"), x, top));
      above.push(element("text", { x: x + 52, y: top + 14, "font-size": 14, "font-weight": 600 }, name));
      x += wide;
    }
    if (keys.length) top += ROW;
    height += top;
    for (const [name, value] of Object.entries({ viewBox: `0 0 ${width} ${height}`, width, height }))
      whole.setAttribute(name, value);
    whole.append(element("rect", { width, height, fill: "#ffffff" }), ...above, nested(picture, 0, top));
    return { text: new XMLSerializer().serializeToString(whole), width, height };
  };

  const save = (blob, name) => {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(blob);
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10000);
  };

  const kinds = {
    SVG: (figure) => save(new Blob([alone(figure).text], { type: "image/svg+xml" }), `${figure.dataset.name}.svg`),
    PNG: (figure) => {
      const { text, width, height } = alone(figure);
      const image = new Image();
      image.onload = () => {
        const canvas = document.createElement("canvas");
        [canvas.width, canvas.height] = [WIDE, Math.round((WIDE * height) / width)];
        canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
        canvas.toBlob((blob) => save(blob, `${figure.dataset.name}.png`));
      };
      image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(text)}`;
    },
  };

  for (const figure of document.querySelectorAll("figure[data-name]")) {
    const row = document.createElement("p");
    row.className = "save";
    for (const [kind, saved] of Object.entries(kinds)) {
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = kind;
      button.setAttribute("aria-label", `${document.body.dataset.save} ${kind}: ${figure.dataset.title || figure.dataset.name}`);
      button.addEventListener("click", () => saved(figure));
      row.append(button);
    }
    figure.append(row);
  }
})();
