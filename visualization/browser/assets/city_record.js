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
  let size = 34;
  const fit = () => { pen.font = `650 ${size}px ${font}`; return pen.measureText(headline).width <= width - 2 * edge; };
  while (!fit() && size > 18) size -= 1;
  pen.fillText(headline, edge, 24, width - 2 * edge);
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
