// The first file to run on a fresh clone, on whatever Node is there: it must parse on very old ones too, to be able to say so.
const [major, minor] = process.versions.node.split('.').map(Number)
if (major < 20 || (major === 20 && minor < 3)) {
  console.error(
    'Orchestrator needs Node 20.3 or newer to start; this is ' +
      process.version +
      '.\nInstall a newer one (https://nodejs.org) and run the same command again. Node 24, which it then runs on, comes by itself.',
  )
  process.exit(1)
}
import('./bootstrap/run.mjs')
  .then((bootstrap) => bootstrap.run(process.argv.slice(2)))
  .catch((error) => {
    // biome-ignore lint/complexity/useOptionalChain: this file must parse on a Node that does not know it.
    console.error(error && error.sentence ? error.sentence : error)
    process.exit(1)
  })
