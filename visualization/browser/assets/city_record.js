// A video of the map for those who were not there: the weeks from first to last in a quarter of a minute, with the
// headline and what the two cities are called. It is recorded here in the page; nothing leaves this machine.

const REEL = { width: 1280, height: 720, seconds: 15, rate: 24, bits: 3_000_000, edge: 40 };
const CONTAINERS = [ // what slide shows take first
  ["video/mp4;codecs=avc1.42E01F", "mp4"], ["video/webm;codecs=vp9", "webm"], ["video/webm;codecs=vp8", "webm"],
];

/** Record when the event "cogov-record" asks for it; "cogov-recorded" tells how far it is. */
function addRecorder(canvas, say, state) {
  let going = false;
  const tell = (detail) => window.dispatchEvent(new CustomEvent("cogov-recorded", { detail }));
  const move = (week, at, playing) => window.dispatchEvent(new CustomEvent("cogov-week", { detail: { week, at, playing } }));

  function play(pen, headline) {
    const { last } = state();
    let told = -1;
    return new Promise((done) => {
      let begun = null;
      const frame = (now) => {
        begun ??= now;
        const share = Math.min(1, (now - begun) / (1000 * REEL.seconds));
        const at = share * last;
        move(Math.floor(at), at, share < 1);
        paintReel(pen, canvas, headline, say("now_of", { week: Math.floor(at), last }), share, state());
        if (Math.floor(20 * share) > told) tell({ share: (told = Math.floor(20 * share)) / 20 });
        if (share < 1 && canvas.isConnected) requestAnimationFrame(frame);
        else done();
      };
      requestAnimationFrame(frame);
    });
  }

  async function record({ detail: { headline, name } }) {
    const [type, ending] = CONTAINERS.find(([each]) => window.MediaRecorder?.isTypeSupported(each)) ?? [];
    if (going) return;
    if (!type) return void tell({ failed: true });
    going = true;
    const board = Object.assign(document.createElement("canvas"), { width: REEL.width, height: REEL.height });
    const pen = board.getContext("2d");
    const { week } = state();
    paintReel(pen, canvas, headline, "", 0, state());
    const recorder = new MediaRecorder(board.captureStream(REEL.rate), { mimeType: type, videoBitsPerSecond: REEL.bits });
    const parts = [];
    recorder.addEventListener("dataavailable", ({ data }) => parts.push(data));
    const stopped = new Promise((done) => recorder.addEventListener("stop", done));
    recorder.start();
    const begun = performance.now();
    await play(pen, headline);
    recorder.stop();
    const seconds = (performance.now() - begun) / 1000;
    await stopped;
    for (const track of recorder.stream.getTracks()) track.stop();
    move(week, week, false);
    const recorded = new Blob(parts, { type });
    const film = ending === "webm" ? await withLength(recorded, seconds) : recorded;
    const link = Object.assign(document.createElement("a"), { href: URL.createObjectURL(film), download: `${name}.${ending}` });
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
    going = false;
    tell({ share: 1, done: true });
  }

  window.addEventListener("cogov-record", record);
  return () => window.removeEventListener("cogov-record", record);
}

function paintReel(pen, picture, headline, now, share, { titles, divider, font }) {
  const { width, height, edge } = REEL;
  pen.fillStyle = "#ffffff";
  pen.fillRect(0, 0, width, height);
  pen.fillStyle = "#1c2430";
  pen.textBaseline = "top";
  // In one line if it can be read in one, else in two smaller ones.
  const room = width - 2 * edge;
  const split = (size) => { pen.font = `650 ${size}px ${font}`; return linesOf(pen, headline, room); };
  const size = [34, 30, 26].find((each) => split(each).length === 1) ?? [24, 22, 20, 18].find((each) => split(each).length <= 2) ?? 16;
  split(size).slice(0, 3).forEach((line, place) => pen.fillText(line, edge, (size < 26 ? 14 : 24) + 1.3 * size * place, room));
  const [top, bottom] = [112, height - 64];
  const scale = Math.min((width - 2 * edge) / picture.width, (bottom - top) / picture.height);
  const [w, h] = [picture.width * scale, picture.height * scale];
  const left = (width - w) / 2;
  pen.drawImage(picture, left, top, w, h);
  pen.font = `600 20px ${font}`;
  const seam = left + w * divider;
  if (titles.length === 2) {
    pen.fillRect(seam - 2, top, 4, h);
    pen.textAlign = "right";
    pen.fillText(titles[0], seam - 10, 80);
    pen.textAlign = "left";
    pen.fillText(titles[1], seam + 10, 80);
  }
  pen.fillText(now, left, bottom + 14);
  pen.fillStyle = "#d9dee6";
  pen.fillRect(left, height - 12, w, 5);
  pen.fillStyle = "#0b5a94";
  pen.fillRect(left, height - 12, w * share, 5);
}

/** Break a text into lines of a width: between words, and between Chinese signs. */
function linesOf(pen, text, width) {
  const lines = [""];
  for (const word of text.match(/[\u201c\u2018\uff08\u300a]*(?:[\u2e80-\uffef]|[^\s\u2e80-\uffef\u201c\u2018]+)[\uff0c\u3002\uff1b\uff1a\u3001\uff09\u201d\u2019\u300b]*\s*|[\u201c\u2018]+\s*/g) ?? []) {
    const longer = lines[lines.length - 1] + word;
    if (lines[lines.length - 1] && pen.measureText(longer.trimEnd()).width > width) lines.push(word);
    else lines[lines.length - 1] = longer;
  }
  return lines;
}
