/** A folder for one test file, gone afterwards. */
import { closeSync, mkdtempSync, openSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll } from "vitest";
import type { OpenFile } from "../../ts/core/open_file.ts";

export class Folder {
  readonly path = mkdtempSync(join(tmpdir(), "rogtk-shim-test-"));
  readonly #open: number[] = [];
  #files = 0;

  constructor() {
    afterAll(() => {
      for (const fd of this.#open) closeSync(fd);
      rmSync(this.path, { recursive: true });
    });
  }

  /** A name that nothing has yet. */
  name(suffix = ""): string {
    this.#files += 1;
    return join(this.path, `${this.#files}${suffix}`);
  }

  write(bytes: Uint8Array, suffix = ""): string {
    const path = this.name(suffix);
    writeFileSync(path, bytes);
    return path;
  }

  /** Written and open for reading, until the tests of the file are over. */
  open(bytes: Uint8Array): OpenFile {
    const name = this.write(bytes);
    const fd = openSync(name, "r");
    this.#open.push(fd);
    return { fd, name, file_bytes: statSync(name).size };
  }
}
