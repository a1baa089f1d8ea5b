// The reference page needs one file of this package, a script that already contains all it depends on.
const readPackage = (manifest) =>
  manifest.name === '@scalar/api-reference' ? { ...manifest, dependencies: {} } : manifest

module.exports = { hooks: { readPackage } }
