#!/usr/bin/env node
'use strict';

require('node:module').enableCompileCache?.();
import('../dist/keyring.js');
