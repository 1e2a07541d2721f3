;;; The scenario of test/editors in Emacs, with eglot: scripts/clients/emacs.sh runs it in a folder with job.corr.
(package-initialize)
(require 'eglot)
(define-derived-mode corr-mode prog-mode "Corr" (setq-local comment-start "// "))
(add-to-list 'auto-mode-alist '("\\.corr\\'" . corr-mode))
(add-to-list 'eglot-server-programs `(corr-mode . ("node" ,(getenv "CORR_PROGRAM") "lsp")))
(setq eglot-sync-connect 30 eglot-autoshutdown t eglot-send-changes-idle-time 0.1 eglot-confirm-server-initiated-edits nil)

(defun wait-for (what condition)
  (let ((end (+ (float-time) 30)))
    (while (and (not (funcall condition)) (< (float-time) end)) (accept-process-output nil 0.05))
    (unless (funcall condition) (error "waited in vain for %s" what))))

(defun must (what condition)
  (unless condition (error "not so: %s" what))
  (message "ok: %s" what))

(with-current-buffer (find-file-noselect "job.corr")
  (apply #'eglot (eglot--guess-contact))
  (flymake-mode 1)
  (flymake-start nil)
  (wait-for "a diagnostic" #'flymake-diagnostics)
  (must "the mistake is told" (string-match-p "endd" (flymake-diagnostic-text (car (flymake-diagnostics)))))

  (goto-char (point-min))
  (search-forward "app.e")
  (let ((found (run-hook-with-args-until-success 'completion-at-point-functions)))
    (must "what is right is proposed" (member "ended" (all-completions "e" (nth 2 found)))))

  (let ((actions (append (eglot-code-actions (point) (point) nil nil) nil)))
    (must "a mend is offered" (equal (plist-get (car actions) :title) "Replace with ended"))
    (eglot--apply-workspace-edit (plist-get (car actions) :edit)))
  (must "it is mended" (string-match-p "app\\.ended within" (buffer-string)))
  ;; In batch nothing is ever idle, which is when changes are sent.
  (eglot--signal-textDocument/didChange)
  (wait-for "no diagnostic" (lambda () (flymake-start nil) (null (flymake-diagnostics))))

  (goto-char (point-min))
  (search-forward "as fir")
  (eglot-rename "opening")
  (must "a step has a new name everywhere" (string-match-p "since = opening\\.time" (buffer-string)))
  (set-buffer-modified-p nil)
  (eglot-shutdown (eglot-current-server)))
(message "all is well")
