/** What Notion colours; it refuses all others. */
const known = new Set(
  (
    'abap,abc,agda,arduino,ascii art,assembly,bash,basic,bnf,c,c#,c++,clojure,coffeescript,coq,css,dart,dhall,diff,docker,ebnf,elixir,elm,erlang,' +
    'f#,flow,fortran,gherkin,glsl,go,graphql,groovy,haskell,hcl,html,idris,java,javascript,json,julia,kotlin,latex,less,lisp,livescript,llvm ir,lua,' +
    'makefile,markdown,markup,matlab,mathematica,mermaid,nix,notion formula,objective-c,ocaml,pascal,perl,php,powershell,prolog,protobuf,python,r,' +
    'racket,reason,ruby,rust,sass,scala,scheme,scss,shell,smalltalk,solidity,sql,swift,toml,typescript,vb.net,verilog,vhdl,visual basic,webassembly,' +
    'xml,yaml'
  ).split(','),
)
const short: Readonly<Record<string, string>> = {
  ...{ ts: 'typescript', tsx: 'typescript', js: 'javascript', jsx: 'javascript', py: 'python', rb: 'ruby', rs: 'rust' },
  ...{ sh: 'shell', zsh: 'shell', console: 'shell', yml: 'yaml', md: 'markdown', cs: 'c#', cpp: 'c++', kt: 'kotlin' },
  ...{ dockerfile: 'docker', tf: 'hcl', golang: 'go', ps1: 'powershell', objc: 'objective-c', proto: 'protobuf' },
}
const none = 'plain text'

export function toLanguage(lang: string | null | undefined): string {
  const name = (lang ?? '').trim().toLowerCase().replaceAll('_', ' ')
  const language = short[name] ?? name
  return known.has(language) ? language : none
}

/** A language in Markdown is one word. */
export const fromLanguage = (language: unknown): string =>
  typeof language !== 'string' || language === none ? '' : language.replaceAll(' ', '_')
