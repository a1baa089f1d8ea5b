import { fileURLToPath } from 'node:url'

/** For the options of every worker, and of what compiles workflows for one. */
export const dataConverter = {
  failureConverterPath: fileURLToPath(new URL('./failure-converter.ts', import.meta.url)),
}
