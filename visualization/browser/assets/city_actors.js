// The seven kinds of actor: a colour and a picture each, the same on the map, in its legend and in the list.

const ACTORS = {
  party: { colour: "#c4161c", picture: "M6.5 3.5h1.8v17H6.5zM9 4.6c3.4-1.8 5.6 1.6 10 0v8c-4.4 1.6-6.6-1.8-10 0z" },
  government: { colour: "#1f5fa8", picture: "M12 3l9 5v1.6H3V8zM5 11h2.3v6H5zM10.9 11h2.2v6h-2.2zM16.7 11H19v6h-2.3zM3 18.4h18V21H3z" },
  self_governing: { colour: "#b86e00", picture: "M12 3.2l9.2 8.2h-2.7V20h-4.7v-5.6h-3.6V20H5.5v-8.6H2.8z" },
  enterprise: { colour: "#6b4a9e", picture: "M3 20.5V11l5.4 3.2V11l5.4 3.2V4.5h4.4l2.8 16z" },
  mass_organisation: {
    colour: "#b83280",
    picture: "M8 4.6a2.8 2.8 0 1 1 0 5.6A2.8 2.8 0 1 1 8 4.6zM16 4.6a2.8 2.8 0 1 1 0 5.6A2.8 2.8 0 1 1 16 4.6zM2.4 19.4c0-5.2 2.3-7.6 5.6-7.6 1.7 0 3 .7 4 1.9 1-1.2 2.3-1.9 4-1.9 3.3 0 5.6 2.4 5.6 7.6z",
  },
  social_organisation: {
    colour: "#0b7d6e",
    picture: "M12 20.6C5 15.6 2.8 12.5 2.8 9.2c0-2.8 2-4.8 4.6-4.8 2 0 3.6 1.1 4.6 2.9 1-1.8 2.6-2.9 4.6-2.9 2.6 0 4.6 2 4.6 4.8 0 3.3-2.2 6.4-9.2 11.4z",
  },
  citizen: { colour: "#4a5568", picture: "M12 3.4a4.1 4.1 0 1 1 0 8.2 4.1 4.1 0 1 1 0-8.2zM4.2 20.6c0-5.2 3-7.8 7.8-7.8s7.8 2.6 7.8 7.8z" },
};
const KIND_NAMES = Object.keys(ACTORS);
const DARK = { party: "#ef5a5f", government: "#5b9be0", self_governing: "#e2a03a", enterprise: "#a98bdc", mass_organisation: "#e777b4", social_organisation: "#3bb8a6", citizen: "#aab4c2" };
const colourOf = (kind, theme) => (theme === "dark" ? DARK[kind] : ACTORS[kind].colour);

const pictures = new Map(); // path by kind
function pictureOf(kind) {
  if (!pictures.has(kind)) pictures.set(kind, new Path2D(ACTORS[kind].picture));
  return pictures.get(kind);
}

/** Draw an actor's disc with its picture; `fill` is how much of the disc's colour shows (willingness). */
function drawActor(pen, kind, x, y, r, theme, fill = 1) {
  const colour = colourOf(kind, theme);
  pen.save();
  pen.translate(x, y);
  pen.beginPath();
  pen.arc(0, 0, r, 0, 2 * Math.PI);
  pen.fillStyle = theme === "dark" ? "#10151b" : "#fff";
  pen.fill();
  pen.globalAlpha *= 0.45 + 0.55 * fill;
  pen.fillStyle = colour;
  pen.fill();
  pen.globalAlpha = 1;
  pen.scale(r / 16, r / 16);
  pen.translate(-12, -12);
  pen.fillStyle = theme === "dark" ? "#10151b" : "#fff";
  pen.fill(pictureOf(kind));
  pen.restore();
}

/** A picture of an actor as a canvas for a legend or a list. */
function iconOf(kind, theme) {
  const icon = document.createElement("canvas");
  icon.width = icon.height = 40;
  icon.setAttribute("aria-hidden", "true");
  drawActor(icon.getContext("2d"), kind, 20, 20, 19, theme);
  return icon;
}
