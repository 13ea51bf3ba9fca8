// Residents as dots, written pixel by pixel: twenty thousand cost two milliseconds, and only when a week or colour changes.

const SHARPEST = 1.5; // device pixels to a CSS pixel that a dot is worth
const MANY = 20000; // residents above which their layer has fewer pixels

class People {
  constructor() {
    this.canvas = document.createElement("canvas");
    this.pen = this.canvas.getContext("2d");
    this.image = null;
  }

  resize(width, height, ratio, dots) {
    this.ratio = dots > MANY ? 1 : Math.min(ratio, SHARPEST);
    this.canvas.width = Math.max(1, Math.round(width * this.ratio));
    this.canvas.height = Math.max(1, Math.round(height * this.ratio));
    this.image = this.pen.createImageData(this.canvas.width, this.canvas.height);
    this.pixels = new Uint32Array(this.image.data.buffer);
  }

  draw(film, map, week, theme) {
    const colours = coloursOf(film, theme).map(([red, green, blue]) => (blue << 16) | (green << 8) | red);
    const { width, height } = this.canvas;
    const stamp = stampOf(map.dots.radius * this.ratio);
    const shades = film.shades.subarray(week * film.dots, (week + 1) * film.dots);
    this.pixels.fill(0);
    for (let i = 0; i < film.dots; i++) {
      const colour = colours[shades[i]] ?? colours[colours.length - 1];
      const left = Math.round(map.dots.x[i] * this.ratio) - stamp.half;
      const top = Math.round(map.dots.y[i] * this.ratio) - stamp.half;
      if (left < 0 || top < 0 || left + stamp.size > width || top + stamp.size > height) continue;
      for (let v = 0, k = 0; v < stamp.size; v++) {
        const line = (top + v) * width + left;
        for (let u = 0; u < stamp.size; u++, k++) if (stamp.cover[k]) this.pixels[line + u] = stamp.cover[k] | colour;
      }
    }
    this.pen.putImageData(this.image, 0, 0);
  }
}

/** How much of each pixel a dot covers, as alpha in the highest byte. */
function stampOf(radius) {
  const half = Math.ceil(radius);
  const size = 2 * half + 1;
  const cover = new Uint32Array(size * size);
  for (let k = 0; k < cover.length; k++) {
    const far = Math.hypot((k % size) - half, Math.floor(k / size) - half);
    cover[k] = Math.round(255 * Math.min(1, Math.max(0, radius + 0.5 - far))) << 24;
  }
  return { half, size, cover };
}
