import { realpath } from 'node:fs/promises'
import { basename, join, resolve, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { PartialMessage, Plugin } from 'esbuild'
import { isBuiltin, packageOf, type Refusal, refuseImport } from './imports.ts'

/** What the plugin says beside its message, for the problem that is made of it. */
export interface RefusalDetail {
  readonly rule: Refusal['rule']
  readonly hint: string
}

/** The file that imports all playbooks; it exists only while a bundle is built. */
export const entryFile = 'orchestrator-entry.ts'

const resolving = Symbol('the plugin asks esbuild itself')
const own = (specifier: string) => fileURLToPath(import.meta.resolve(specifier))
const isNodeModule = (path: string) => path.includes(`${sep}node_modules${sep}`)

/** Decides what a playbook may import, at the import, before webpack would say it in its own words. */
export function isolatePlugin(root: string): Plugin {
  return {
    name: 'orchestrator-isolate',
    setup(build) {
      const entry = join(root, entryFile)
      const isUserFile = (path: string) =>
        path.startsWith(root + sep) && !isNodeModule(path.slice(root.length)) && path !== entry

      build.onResolve({ filter: /.*/ }, async (args) => {
        if (args.pluginData === resolving || args.kind === 'entry-point') return undefined
        // The engine comes with the worker's own compile, once for all bundles; only our entry may name it.
        if (args.path.startsWith('@temporalio/') && !isUserFile(args.importer))
          return { path: args.path, external: true }
        if (!isUserFile(args.importer)) {
          if (!isBuiltin(args.path) || !isNodeModule(args.importer)) return undefined
          return refuse({
            rule: 'node-import',
            message: `the package ${packageOf(args.importer.split(`${sep}node_modules${sep}`).at(-1) ?? '')} needs ${args.path}, which is not there in a workflow`,
            hint: 'Use the package in steps.ts, or another one that needs no Node.',
          })
        }
        const refusal = refuseImport(args.path)
        if (refusal !== undefined) return refuse(refusal)
        // One SDK for all playbooks, the worker's: a definition made by another copy would not be known as one.
        if (args.path === '@orchestrator/sdk') return { path: own('@orchestrator/sdk') }
        const found = await build.resolve(args.path, {
          kind: args.kind,
          importer: args.importer,
          resolveDir: args.resolveDir,
          pluginData: resolving,
        })
        if (found.errors.length > 0) return refuse(unknownImport(args.path))
        if (found.external || found.path === '') return found
        if (/^steps\.[cm]?[jt]s$/.test(basename(found.path)) && isUserFile(found.path)) {
          return refuse({
            rule: 'steps-import',
            message: 'steps.ts is Node code and cannot be part of the workflow',
            hint: "Write `steps: steps<typeof import('./steps.ts')>()` and call it through `steps` of the run; types may be imported with `import type`.",
          })
        }
        if (isPath(args.path) && !isUserFile(found.path)) {
          return refuse({
            rule: 'outside-import',
            message: `${args.path} lies outside the folder of playbooks`,
            hint: 'Move the file into the folder, so that a bundle is complete in itself, or publish it as a package.',
          })
        }
        return { path: found.path, sideEffects: found.sideEffects }
      })
    },
  }
}

const isPath = (specifier: string) => specifier.startsWith('.') || specifier.startsWith('/')

function unknownImport(specifier: string): Refusal {
  return isPath(specifier)
    ? {
        rule: 'unknown-import',
        message: `there is no file ${specifier}`,
        hint: 'Relative imports name the file with its ending, e.g. "./rates.ts".',
      }
    : {
        rule: 'unknown-import',
        message: `the package ${packageOf(specifier)} is not installed`,
        hint: `Add it to the package.json of your playbooks and install it, e.g. \`npm install ${packageOf(specifier)}\`.`,
      }
}

function refuse(refusal: Refusal): { errors: PartialMessage[] } {
  return {
    errors: [{ text: refusal.message, detail: { rule: refusal.rule, hint: refusal.hint } satisfies RefusalDetail }],
  }
}

export const realFolder = (folder: string): Promise<string> => realpath(resolve(folder))
