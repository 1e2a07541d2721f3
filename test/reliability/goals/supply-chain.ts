import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Goal, Proof } from '../goal.ts';
import { type Ended, inFolder, run } from '../program.ts';

const MOST = 12;
const LICENCES = new Set(['MIT', 'MIT-0', 'ISC', 'Apache-2.0', 'BSD-2-Clause', 'BSD-3-Clause', '0BSD']);

interface Package {
  dev?: boolean;
  license?: string;
  hasInstallScript?: boolean;
}

export const supplyChain: Goal = {
  id: 'G12',
  name: 'supply chain',
  what: 'few dependencies, none native, none with install scripts; the program needs neither code made of text nor rights to write or execute',
  share: 0,
  prove: provided,
};

async function provided(): Promise<Proof> {
  const { dependencies } = read('package.json') as { dependencies: object };
  const { packages } = read('package-lock.json') as { packages: Record<string, Package> };
  const direct = Object.keys(dependencies).length;
  const used = Object.entries(packages).filter(([path, { dev }]) => path !== '' && !dev);
  const wrong = used.flatMap(([path, one]) => faultsOf(path, one).map((fault) => `${path} ${fault}`));
  if (direct > MOST) wrong.push(`${direct} direct dependencies`);
  wrong.push(...faultsOfList(Object.keys(dependencies), new Set(used.map(([path]) => path.replace(/^.*node_modules\//, '')))));
  const restricted = await restrictedRuns();
  wrong.push(...restricted.wrong);
  return { figure: { direct, all: used.length, restricted: restricted.count }, wrong, isFixed: true };
}

function read(file: string): unknown {
  return JSON.parse(readFileSync(file, 'utf8'));
}

/**
 * The bill of materials of the build lists only packages needed to run the program, and all of its direct dependencies.
 */
function faultsOfList(direct: readonly string[], used: ReadonlySet<string>): string[] {
  const { components } = read('dist/parts.cdx.json') as { components: { name: string }[] };
  const listed = new Set(components.map(({ name }) => name));
  const strangers = [...listed].filter((name) => !used.has(name)).map((name) => `${name} is built in, but is no dependency`);
  return [...strangers, ...direct.filter((name) => !listed.has(name)).map((name) => `${name} is no part of the program`)];
}

function faultsOf(path: string, { license = 'none', hasInstallScript }: Package): string[] {
  const faults: string[] = [];
  if (hasInstallScript) faults.push('has an install script');
  if (!LICENCES.has(license)) faults.push(`has the licence ${license}`);
  const files = existsSync(path) ? readdirSync(path, { recursive: true, encoding: 'utf8' }) : [];
  if (files.some((file) => /(?:\.node|binding\.gyp)$/.test(file))) faults.push('is native');
  return faults;
}

/** The name of the permission model's flag in this version of Node. */
const PERMISSION = process.allowedNodeEnvironmentFlags.has('--permission') ? '--permission' : '--experimental-permission';

/** Runs with restricted permissions report the same. */
async function restrictedRuns(): Promise<{ count: number; wrong: string[] }> {
  const restrictions = [['--disallow-code-generation-from-strings'], [PERMISSION, '--allow-fs-read=*']];
  return inFolder(async (folder) => {
    writeFileSync(
      join(folder, 'shop.corr'),
      'records shop from json { ended = { event: "ended", n: int } }\ntransaction visit { key n start shop.ended }\n',
    );
    writeFileSync(join(folder, 'shop.jsonl'), '{"time":"2024-05-01T10:00:00Z","event":"ended","n":1}\n');
    const args = ['run', 'shop.corr', 'shop.jsonl', '--format', 'ndjson'];
    const shown = ({ code, stdout }: Ended) => `${code} ${stdout}`;
    const usual = shown(await run(args, folder));
    const wrong: string[] = [];
    for (const flags of restrictions) {
      const ended = await run(args, folder, [], { flags });
      if (shown(ended) !== usual) wrong.push(`under ${flags.join(' ')}: ${ended.code} ${ended.stderr}`);
    }
    if (!usual.startsWith('0 {')) wrong.push(`the run itself fails: ${usual}`);
    return { count: restrictions.length, wrong };
  });
}
