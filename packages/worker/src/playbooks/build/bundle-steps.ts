import { build, type Message, type Metafile } from 'esbuild'
import { toProblem } from './bundle-isolate.ts'
import type { PlaybookSource } from './find-sources.ts'
import type { PlaybookProblem } from './problem.ts'

/** Every steps.ts in one ES module whose default export is `{ [playbook's folder name]: its functions }`; null when there is none. */
export async function bundleSteps(
  root: string,
  sources: readonly PlaybookSource[],
): Promise<{ code: string | null; problems: readonly PlaybookProblem[]; metafile: Metafile | null }> {
  const withSteps = sources.filter(({ hasSteps }) => hasSteps)
  if (withSteps.length === 0) return { code: null, problems: [], metafile: null }
  const lines = withSteps.map(({ folder }, n) => `import * as s${n} from ${JSON.stringify(`./${folder}/steps.ts`)}`)
  const registry = withSteps.map(({ name }, n) => `${JSON.stringify(name)}: s${n}`)
  const result = await build({
    stdin: {
      contents: [...lines, `export default { ${registry.join(', ')} }`].join('\n'),
      resolveDir: root,
      sourcefile: 'orchestrator-steps.ts',
      loader: 'ts',
    },
    absWorkingDir: root,
    bundle: true,
    write: false,
    metafile: true,
    outfile: 'steps.mjs',
    format: 'esm',
    platform: 'node',
    target: 'node24',
    minifyWhitespace: true,
    keepNames: true,
    tsconfigRaw: {},
    logLevel: 'silent',
    // Packages in CommonJS ask for `require`, which an ES module does not have by itself.
    banner: {
      js: "import{createRequire as __orchestratorRequire}from'node:module';const require=__orchestratorRequire(import.meta.url);",
    },
  }).catch((error: { errors?: Message[] }) => {
    if (!Array.isArray(error.errors)) throw error
    return { errors: error.errors, outputFiles: undefined, metafile: undefined }
  })
  if (result.errors.length > 0)
    return { code: null, problems: result.errors.map((message) => toProblem(message, root)), metafile: null }
  return { code: result.outputFiles?.[0]?.text ?? null, problems: [], metafile: result.metafile ?? null }
}
