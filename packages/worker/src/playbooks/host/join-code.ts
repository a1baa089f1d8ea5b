import { playbooksGlobal } from './compile-engine.ts'

interface MappedCode {
  readonly code: string
  readonly map: { readonly file?: string }
}

/**
 * A bundle's code before the engine that calls for it, as one script. Each keeps its own source map, as a section of the whole: so the stack of an
 * error names the line of the playbook's file, and the SDK still knows its own frames.
 */
export function joinCode(isolate: string, engine: string): string {
  const [playbooks, below] = [withMap(isolate), withMap(engine)]
  // The SDK shows sources in no stack, and each thread would hold the engine's.
  const { sourcesContent: _unused, ...engineMap } = below.map as MappedCode['map'] & { sourcesContent?: unknown }
  const head = `const ${playbooksGlobal} = (engine) => { const module = { exports: {} }; ((module, exports, require) => {\n`
  const before = `${head}${playbooks.code}\n})(module, module.exports, () => engine); return module.exports };\n`
  const map = {
    version: 3,
    file: below.map.file,
    sections: [
      { offset: { line: 1, column: 0 }, map: playbooks.map },
      { offset: { line: before.split('\n').length - 1, column: 0 }, map: engineMap },
    ],
  }
  return `${before}${below.code}\n${comment}${Buffer.from(JSON.stringify(map)).toString('base64')}\n`
}

const comment = '//# sourceMappingURL=data:application/json;base64,'
const anyComment = /\/\/# sourceMappingURL=data:application\/json;(?:charset=[^;]+;)?base64,/g

function withMap(text: string): MappedCode {
  const last = [...text.matchAll(anyComment)].at(-1)
  if (last === undefined) throw new Error('the code carries no source map')
  const map = Buffer.from(text.slice(last.index + last[0].length).trimEnd(), 'base64').toString('utf8')
  return { code: text.slice(0, last.index).trimEnd(), map: JSON.parse(map) as MappedCode['map'] }
}
