@rem npm runs the scripts of package.json with cmd here, which has no exec.
@%*
