"""Engines that do what a real one never would: a few lines of JavaScript that speak frames."""

from __future__ import annotations

from pathlib import Path

from rogtk_bridge import Client, find_node
from rogtk_bridge._frames import PROTOCOL

_preamble = """
const fs = require("node:fs");
const settings = JSON.parse(process.argv[2]);

/** A header that says what it is told to. */
function header(kind, request, length, magic = "RS", flags = 0) {
  const bytes = Buffer.alloc(16);
  bytes.write(magic, 0, "latin1");
  bytes[2] = kind;
  bytes[3] = flags;
  bytes.writeUInt32LE(request, 4);
  bytes.writeBigUInt64LE(BigInt(length), 8);
  return bytes;
}
/** A msgpack map of strings and small integers. */
function map(values) {
  const head = (s) => Buffer.from([0xda, s.length >> 8, s.length & 255]);
  const text = (s) => Buffer.concat([head(s), Buffer.from(s, "latin1")]);
  const parts = [Buffer.from([0x80 | Object.keys(values).length])];
  for (const [key, value] of Object.entries(values)) {
    parts.push(text(key), typeof value === "string" ? text(value) : Buffer.from([value]));
  }
  return Buffer.concat(parts);
}
const write = (bytes) => fs.writeSync(settings.channel, bytes);
const send = (kind, request, payload) => { write(header(kind, request, payload.length)); write(payload); };
const hello = (changes = {}) => send(1, 0, map({
  version: settings.version ?? "any", protocol: PROTOCOL, threads: 1, pid: 1,
  node: process.versions.node, ...changes,
}));
const [SCHEMA, BATCH, PROGRESS, DONE, ERROR, LOG] = [4, 5, 8, 9, 10, 11];
/** Calls back once with what is asked for first; leaves at the end of stdin. */
function onRequest(callback) {
  let asked = false;
  process.stdin.on("data", () => { if (!asked) { asked = true; callback(); } });
  process.stdin.on("end", () => process.exit(0));
}
"""


def scripted_client(folder: Path, script: str, **options: object) -> Client:
    """A client whose engine is a script."""
    entry = folder / "engine.cjs"
    entry.write_text(_preamble.replace("PROTOCOL", str(PROTOCOL)) + script)
    return Client(entry=str(entry), node=find_node(), **options)  # type: ignore[arg-type]
