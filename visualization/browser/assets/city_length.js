// A recorder that writes WebM while it records knows no length yet, and leaves it out: players then show none. It is
// put in afterwards. Matroska is a tree of elements: an id, a size, content; both numbers say by their leading zeros
// how long they are (RFC 8794). The length belongs into Info, in units of which TimestampScale says the nanoseconds.

const MATROSKA = { SEGMENT: 0x18538067, INFO: 0x1549a966, SCALE: 0x2ad7b1, DURATION: 0x4489, SEEK: 0x114d9b74, CLUSTER: 0x1f43b675 };

/** Read the number at a place: [value, how many bytes]; the id of an element keeps its mark, a size does not. */
function readNumber(bytes, at, keep) {
  const length = Math.clz32(bytes[at]) - 23;
  let value = keep ? bytes[at] : bytes[at] & (0xff >> length);
  let unknown = !keep && value === 0xff >> length;
  for (let i = 1; i < length; i++) {
    value = value * 256 + bytes[at + i];
    unknown &&= bytes[at + i] === 0xff;
  }
  return [unknown ? Infinity : value, length];
}

/** Elements that follow one another between two places. */
function* elementsIn(bytes, from, to) {
  for (let at = from; at < to - 1;) {
    const [id, head] = readNumber(bytes, at, true);
    const [size, length] = readNumber(bytes, at + head);
    const begin = at + head + length;
    yield { id, at, sizeAt: at + head, begin, end: Math.min(to, begin + size) };
    at = begin + size;
  }
}

/** Return a WebM recording with its length in it, in seconds; as it was, if it has one or is not as recorders write. */
async function withLength(blob, seconds) {
  const bytes = new Uint8Array(await blob.arrayBuffer());
  const segment = [...elementsIn(bytes, 0, bytes.length)].find(({ id }) => id === MATROSKA.SEGMENT);
  let info = null;
  for (const each of segment ? elementsIn(bytes, segment.begin, segment.end) : []) {
    if (each.id === MATROSKA.SEEK) return blob; // it says where things stand, and they would move
    if (each.id === MATROSKA.INFO) info = each;
    if (info || each.id === MATROSKA.CLUSTER) break;
  }
  if (!info) return blob;
  const parts = [...elementsIn(bytes, info.begin, info.end)];
  if (parts.some(({ id }) => id === MATROSKA.DURATION)) return blob;
  const scale = parts.find(({ id }) => id === MATROSKA.SCALE);
  const nanoseconds = scale ? bytes.subarray(scale.begin, scale.end).reduce((sum, byte) => 256 * sum + byte, 0) : 1_000_000;
  const size = new DataView(new ArrayBuffer(8)); // eight bytes hold any
  size.setBigUint64(0, (1n << 56n) | BigInt(info.end - info.begin + 11));
  const length = new DataView(new ArrayBuffer(11));
  length.setUint16(0, MATROSKA.DURATION);
  length.setUint8(2, 0x88);
  length.setFloat64(3, (seconds * 1e9) / nanoseconds);
  const pieces = [bytes.subarray(0, info.sizeAt), size, bytes.subarray(info.begin, info.end), length, bytes.subarray(info.end)];
  return new Blob(pieces, { type: blob.type });
}
