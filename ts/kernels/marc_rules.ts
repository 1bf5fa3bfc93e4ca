/** The table of rules that the kernel makes columns by, as the host writes it. */

export const rule_bytes = 48;

export const rule_kind = { leader: 0, control: 1, data: 2, encoding: 3, raw: 4 } as const;
export const rule_flag = { repeated: 1, separate: 2, all_codes: 4 } as const;

export interface MarcRule {
  readonly kind: number;
  readonly flags: number;
  /** Three bytes each, the first one lowest; a field's tag counts where the mask has bits. */
  readonly tag: number;
  readonly mask: number;
  /** An indicator's byte, 0 for any. */
  readonly ind1: number;
  readonly ind2: number;
  /** Characters [from, to) of the text. */
  readonly from: number;
  readonly to: number;
  /** Codes of subfields, ASCII. */
  readonly codes: string;
}

export const slice_end_max = 0xffff_ffff;

export function writeRule(data: DataView, at: number, rule: MarcRule): void {
  data.setUint32(at, rule.tag, true);
  data.setUint32(at + 4, rule.mask, true);
  data.setUint8(at + 8, rule.kind);
  data.setUint8(at + 9, rule.flags);
  data.setUint8(at + 10, rule.ind1);
  data.setUint8(at + 11, rule.ind2);
  data.setUint32(at + 12, rule.from, true);
  data.setUint32(at + 16, rule.to, true);
  for (let i = 24; i < rule_bytes; i += 4) data.setUint32(at + i, 0, true);
  for (const code of Buffer.from(rule.codes, "latin1")) {
    const byte = at + 24 + (code >> 3);
    data.setUint8(byte, data.getUint8(byte) | (1 << (code & 7)));
  }
}

/** The rule of the column that names encodings refers to their names: address and length of each. */
export function writeNames(data: DataView, at: number, names: readonly { address: number; length: number }[]): void {
  for (const [i, name] of names.entries()) {
    data.setUint32(at + 24 + i * 8, name.address, true);
    data.setUint32(at + 28 + i * 8, name.length, true);
  }
}
