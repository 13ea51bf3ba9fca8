// A line of words with its values; [[n?week|weeks]] is the first where n is one, as in the words of Python.
const fill = (line, values) =>
  line
    .replace(/\[\[(\w+)\?(.*?)\|(.*?)\]\]/g, (_, name, one, other) => (String(values[name]) === "1" ? one : other))
    .replace(/\{(\w+)\}/g, (_, name) => values[name]);
