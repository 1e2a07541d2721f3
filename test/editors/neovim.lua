-- The scenario in Neovim: nvim --headless --clean --cmd 'set rtp^=editors/nvim' FILE -c 'luafile test/editors/neovim.lua'
-- What happens is written to standard output, a line of JSON for each step.
local function say(step, value) io.stdout:write(vim.json.encode({ step = step, value = value }) .. '\n') end
local function wait(what, condition) assert(vim.wait(60000, condition, 20), 'waited in vain for ' .. what) end
local buffer = vim.api.nvim_get_current_buf()
local line, column = tonumber(vim.env.CORR_LINE), tonumber(vim.env.CORR_COLUMN)

local ok, failure = pcall(function()
  say('filetype', vim.bo.filetype)
  wait('a client', function() return #vim.lsp.buf_get_clients(buffer) > 0 end)
  local client = select(2, next(vim.lsp.buf_get_clients(buffer)))
  wait('its first answer', function() return client.initialized end)
  say('root', vim.fn.fnamemodify(client.config.root_dir, ':t'))
  local function ask(method, params)
    params.textDocument = { uri = vim.uri_from_bufnr(buffer) }
    local answer = client.request_sync(method, params, 60000, buffer)
    assert(answer and not answer.err, method .. ' has no answer')
    return answer.result
  end

  wait('a diagnostic', function() return #vim.diagnostic.get(buffer) > 0 end)
  local found = vim.diagnostic.get(buffer)[1]
  say('diagnostic', { code = found.code, line = found.lnum, column = found.col, source = found.source })

  local items = ask('textDocument/completion', { position = { line = line, character = column } })
  say('completion', vim.tbl_map(function(item) return item.label end, items))

  local range = { start = { line = found.lnum, character = found.col }, ['end'] = { line = found.end_lnum, character = found.end_col } }
  local action = ask('textDocument/codeAction', { range = range, context = { diagnostics = {} } })[1]
  say('fix', action.title)
  vim.lsp.util.apply_workspace_edit(action.edit, client.offset_encoding)
  wait('no diagnostic', function() return #vim.diagnostic.get(buffer) == 0 end)
  say('text', table.concat(vim.api.nvim_buf_get_lines(buffer, 0, -1, false), '\n') .. '\n')

  vim.api.nvim_win_set_cursor(0, { 8, 22 })
  vim.lsp.buf.rename('opening')
  wait('the new name', function() return vim.api.nvim_buf_get_lines(buffer, 9, 10, false)[1]:find('opening') ~= nil end)
  say('renamed', vim.api.nvim_buf_get_lines(buffer, 7, 10, false))
end)
if not ok then say('failure', tostring(failure)) end
vim.lsp.stop_client(vim.lsp.get_active_clients())
vim.wait(2000, function() return #vim.lsp.get_active_clients() == 0 end, 20)
vim.cmd('qa!')
