vim.api.nvim_create_autocmd({ 'BufRead', 'BufNewFile' }, { pattern = '*.corr', callback = function() vim.bo.filetype = 'corr' end })
