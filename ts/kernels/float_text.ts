/** The shortest text that reads back as the same float; `nan` and `inf` as C writes them. */
export function floatText(value: number, single: boolean): string {
  if (Number.isNaN(value)) return "nan";
  if (!Number.isFinite(value)) return value < 0 ? "-inf" : "inf";
  if (Object.is(value, -0)) return "-0";
  if (!single) return String(value);
  // Nine digits tell any two singles apart.
  for (let digits = 1; digits < 9; digits++) {
    const short = Number(value.toPrecision(digits));
    if (Math.fround(short) === value) return String(short);
  }
  return String(Number(value.toPrecision(9)));
}

/** Texts that are kept: tags' values come again and again. */
const texts_max = 4096;

/** `floatText` that keeps what it made. */
export function keptFloatText(): typeof floatText {
  const singles = new Map<number, string>();
  const doubles = new Map<number, string>();
  return (value, single) => {
    // A map takes both zeros for one.
    if (value === 0) return floatText(value, single);
    const texts = single ? singles : doubles;
    let text = texts.get(value);
    if (text === undefined) {
      if (texts.size === texts_max) texts.clear();
      text = floatText(value, single);
      texts.set(value, text);
    }
    return text;
  };
}

/** Writes a text of ASCII to a memory. A view that was made before the memory grew is made anew where it is too short. */
export function asciiWriter(memory: WebAssembly.Memory): (text: string, to: number) => void {
  let bytes = new Uint8Array(memory.buffer);
  return (text, to) => {
    if (to + text.length > bytes.length) bytes = new Uint8Array(memory.buffer);
    for (let i = 0; i < text.length; i++) bytes[to + i] = text.charCodeAt(i);
  };
}
