import { fileURLToPath } from 'node:url'
import { transform } from 'esbuild'
import { build } from 'tsdown'

export const root: string = fileURLToPath(new URL('../..', import.meta.url))

/** What the package offers, by the name of its export. `./runtime` is missing: it belongs to the worker, which takes it from here. */
export const entries = {
  index: 'src/index.ts',
  client: 'src/client/index.ts',
  testing: 'src/testing/index.ts',
} as const

const printed = { format: 'esm', target: 'es2023', legalComments: 'none' } as const

export interface BundledPackage {
  readonly name: string
  readonly folder: string
}

const packageOf = (module: string): BundledPackage | undefined => {
  const [, folder, name] = /^(.*\/node_modules\/((?:@[^/]+\/)?[^/]+))\/[^/].*$/.exec(module) ?? []
  return folder !== undefined && name !== undefined ? { name, folder } : undefined
}

/**
 * The package's JavaScript and types, with all that they need inside. Declarations come from each file alone (`isolatedDeclarations`), so the
 * compiler does not run. @returns the packages of others that became part of it
 */
export async function bundle(folder: string): Promise<readonly BundledPackage[]> {
  const found = new Map<string, BundledPackage>()
  await build({
    config: false,
    cwd: root,
    entry: entries,
    outDir: folder,
    clean: true,
    format: 'esm',
    platform: 'neutral',
    target: 'es2023',
    fixedExtension: false,
    dts: { generator: 'oxc', oxc: { stripInternal: true } },
    deps: { alwaysBundle: [/./] },
    logLevel: 'warn',
    outputOptions: (options) => ({
      ...options,
      minifyInternalExports: false,
      // Names without a hash: files of one version are only used together, and the report of the API shows what changed in them.
      chunkFileNames: '[name].js',
      codeSplitting: {
        groups: [
          { name: 'vendor', test: /\/node_modules\// },
          { name: 'generated', test: /\/domain\/src\/.*\/generated\// },
        ],
      },
    }),
    plugins: [
      {
        name: 'orchestrator-vendor',
        // Not in `renderChunk`: what that gives is printed anew, with all its white space.
        async generateBundle(_, files) {
          for (const chunk of Object.values(files)) {
            if (chunk.type !== 'chunk' || !chunk.fileName.endsWith('.js')) continue
            for (const module of chunk.moduleIds) {
              const own = packageOf(module)
              if (own !== undefined) found.set(own.name, own)
            }
            // Our own code stays readable where people step into it, though without its comments; what is others', or generated, is made small.
            const minify = chunk.name === 'vendor' || chunk.name === 'generated'
            chunk.code = (await transform(chunk.code, { ...printed, minify })).code
          }
        },
      },
    ],
  })
  return [...found.values()].sort((a, b) => (a.name < b.name ? -1 : 1))
}
