import { fileURLToPath } from 'node:url'

/** What the process itself is made of, and what Node reads to run it. */
const own = ['./run-step.ts', '../../../package.json'].map((path) => fileURLToPath(new URL(path, import.meta.url)))

/**
 * Node's own limits for code of steps: it reads and writes the folders that it was given, and reads its own code. It starts no programs and threads
 * and loads no native code, for those would be free of the limits. The network is open to it.
 */
export const permissionFlags = ({ file, folders }: { file: string; folders: readonly string[] }): string[] => [
  '--permission',
  ...[...own, file, ...folders].map((path) => `--allow-fs-read=${path}`),
  ...folders.map((path) => `--allow-fs-write=${path}`),
]
