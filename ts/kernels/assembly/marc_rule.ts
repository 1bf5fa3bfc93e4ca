/** A rule, as the host lays it out: see ../marc_rules.ts. */
export const RULE_BYTES: usize = 48;

export const LEADER: u32 = 0;
export const CONTROL: u32 = 1;
export const DATA: u32 = 2;
export const ENCODING: u32 = 3;
export const RAW: u32 = 4;

export const REPEATED: u32 = 1;
/** Each subfield is a value, rather than all of a field joined by spaces. */
export const SEPARATE: u32 = 2;
export const ALL_CODES: u32 = 4;

@inline export function rule_tag(rule: usize): u32 { return load<u32>(rule); }
@inline export function rule_mask(rule: usize): u32 { return load<u32>(rule, 4); }
@inline export function rule_kind(rule: usize): u32 { return load<u8>(rule, 8); }
@inline export function rule_flags(rule: usize): u32 { return load<u8>(rule, 9); }
/** An indicator's byte, 0 for any. */
@inline export function rule_ind1(rule: usize): u32 { return load<u8>(rule, 10); }
@inline export function rule_ind2(rule: usize): u32 { return load<u8>(rule, 11); }
/** Characters [from, to) of the text. */
@inline export function rule_from(rule: usize): u32 { return load<u32>(rule, 12); }
@inline export function rule_to(rule: usize): u32 { return load<u32>(rule, 16); }
/** Codes as a bitmap of 128 bits; for ENCODING: address and length of each name. */
@inline export function has_code(rule: usize, code: u32): bool {
  return code < 128 && ((load<u8>(rule + 24 + (code >> 3)) >> (code & 7)) & 1) != 0;
}
