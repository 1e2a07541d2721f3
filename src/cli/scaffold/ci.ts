/** Files that make a CI service check and test rules: all that can be found, also after something was. */

import { version } from '../version.ts';

export const CI_SERVICES = ['github', 'gitlab', 'pre-commit'] as const;
export type CiService = (typeof CI_SERVICES)[number];

const TEST = 'corr test --coverage --threshold 90 --format text --format junit=corr.xml';

export function ciFile(service: CiService): { path: string; text: string } {
  const install = `npm install --global corr@${version()}`;
  switch (service) {
    case 'github':
      return {
        path: '.github/workflows/corr.yml',
        text: `name: rules
on: [push, pull_request]
permissions:
  contents: read
jobs:
  rules:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - uses: actions/setup-node@v4
        with:
          node-version: 22
      - run: ${install}
      - run: corr fmt --check
      - if: \${{ !cancelled() }}
        run: corr check --format github --format text
      - if: \${{ !cancelled() }}
        run: ${TEST} --format github
`,
      };
    case 'gitlab':
      return {
        path: '.gitlab-ci.yml',
        text: `rules:
  image: node:22
  script:
    - ${install}
    - corr fmt --check || failed=yes
    - corr check --format text --format gitlab=corr-quality.json || failed=yes
    - ${TEST} || failed=yes
    - test -z "$failed"
  artifacts:
    when: always
    reports:
      codequality: corr-quality.json
      junit: corr.xml
`,
      };
    case 'pre-commit':
      return {
        path: '.pre-commit-config.yaml',
        text: `repos:
  - repo: local
    hooks:
${['fmt', 'check', 'test'].map((command) => hook(command)).join('')}`,
      };
  }
}

function hook(command: string): string {
  return `      - id: corr-${command}
        name: corr ${command}
        entry: corr ${command}
        language: node
        additional_dependencies: ['corr@${version()}']
        files: \\.corr$
${command === 'test' ? '        pass_filenames: false\n' : ''}`;
}
