import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Goal, Proof } from '../goal.ts';
import { type Ended, inFolder, run } from '../program.ts';

/** Packages that are built in. */
const MOST = 24;
const LICENCES = new Set(['MIT', 'MIT-0', 'ISC', 'Apache-2.0', 'BSD-2-Clause', 'BSD-3-Clause', '0BSD']);

/** Of the lockfile. */
interface Package {
  version?: string;
  license?: string;
  hasInstallScript?: boolean;
}

/** Of the bill of materials. */
interface Part {
  name: string;
  version: string;
}

export const supplyChain: Goal = {
  id: 'G12',
  name: 'supply chain',
  what: 'few packages are built in and none is installed, none native, none with install scripts; the program needs neither code made of text nor rights to write or execute',
  share: 0,
  prove: provided,
};

async function provided(): Promise<Proof> {
  const { dependencies } = read('package.json') as { dependencies?: object };
  const { packages } = read('package-lock.json') as { packages: Record<string, Package> };
  const { components } = read('dist/parts.cdx.json') as { components: Part[] };
  const wrong = components.flatMap((part) => faultsOf(part, packages).map((fault) => `${part.name} ${fault}`));
  if (components.length === 0 || components.length > MOST) wrong.push(`${components.length} packages are built in`);
  if (dependencies) wrong.push(`the package installs ${Object.keys(dependencies).join(', ')}`);
  const restricted = await restrictedRuns();
  wrong.push(...restricted.wrong);
  return { figure: { parts: components.length, restricted: restricted.count }, wrong, isFixed: true };
}

function read(file: string): unknown {
  return JSON.parse(readFileSync(file, 'utf8'));
}

function faultsOf({ name, version }: Part, packages: Readonly<Record<string, Package>>): string[] {
  const [path = '', locked] =
    Object.entries(packages).find(([path, one]) => path.endsWith(`node_modules/${name}`) && one.version === version) ?? [];
  if (!locked) return ['is not in the lockfile'];
  const faults: string[] = [];
  if (locked.hasInstallScript) faults.push('has an install script');
  if (!LICENCES.has(locked.license ?? 'none')) faults.push(`has the licence ${locked.license}`);
  const files = readdirSync(path, { recursive: true, encoding: 'utf8' });
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
