#!/usr/bin/env node
const { start } = require('../dist/start.cjs')

start(process).then((status) => {
  process.exitCode = status
})
