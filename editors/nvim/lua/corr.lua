-- Starts the language server for rule files. `vim.g.corr_program` is the program as a list, where it is not `corr` on the path.
local M = {}

-- By folder: before Neovim 0.8 nobody else keeps them.
local clients = {}

local function root_of(file)
  -- In the notation of 'path', where blanks and commas part folders.
  local here = vim.fn.escape(vim.fn.fnamemodify(file, ':p:h'), ' ,;*')
  for _, name in ipairs({ 'corr.config.yaml', 'corr.config.json' }) do
    local config = vim.fn.findfile(name, here .. ';')
    if config ~= '' then return vim.fn.fnamemodify(config, ':p:h') end
  end
  return vim.fn.getcwd()
end

local function program(args)
  return vim.list_extend(vim.deepcopy(vim.g.corr_program or { 'corr' }), args)
end

function M.start()
  local root = root_of(vim.api.nvim_buf_get_name(0))
  local options = { name = 'corr', cmd = program({ 'lsp', '--stdio' }), root_dir = root }
  -- What the lenses above tests ask for.
  vim.lsp.commands['corr.test'] = function(command)
    local uri, test = unpack(command.arguments)
    local filter = test and { '--filter', test } or {}
    vim.cmd('new')
    vim.fn.termopen(vim.list_extend(program({ 'test', vim.uri_to_fname(uri) }), filter))
  end
  if vim.lsp.start then
    vim.lsp.start(options)
    return
  end
  local known = clients[root]
  if not known or not vim.lsp.get_client_by_id(known) then
    clients[root] = vim.lsp.start_client(options)
  end
  vim.lsp.buf_attach_client(0, clients[root])
end

return M
