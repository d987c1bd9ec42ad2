"""Putting the completion where a shell looks for it: a script of our own, and one line in the shell's start file."""

from pathlib import Path
from typing import Final

from seki_cli.errors import Blocked

_BASH: Final = """\
_seki_completion() {
    local IFS=$'\\n' kind word line
    COMPREPLY=()
    for line in $(COMP_WORDS="${COMP_WORDS[*]}" COMP_CWORD="$COMP_CWORD" _SEKI_COMPLETE=complete_bash "$1" 2>/dev/null); do
        kind="${line%%,*}" word="${line#*,}"
        case "$kind" in
            dir) compopt -o dirnames 2>/dev/null ;;
            file) compopt -o default 2>/dev/null ;;
            plain)
                [[ "$word" == */ ]] && compopt -o nospace 2>/dev/null
                COMPREPLY+=("$word") ;;
        esac
    done
}
complete -F _seki_completion seki
"""
_ZSH: Final = """\
#compdef seki
_seki_completion() {
    local line kind word about
    local -a plain described typed
    typed=("${(@Q)words}")
    for line in "${(@f)$(COMP_WORDS="${(F)typed}" COMP_CWORD=$((CURRENT - 1)) _SEKI_COMPLETE=complete_zsh ${words[1]} 2>/dev/null)}"; do
        kind="${line%%,*}" word="${line#*,}"
        case "$kind" in
            dir) _path_files -/ ;;
            file) _files ;;
            plain)
                about="${word#*$'\\t'}" word="${word%%$'\\t'*}"
                if [[ "$about" != "$word" ]]; then
                    described+=("${word//:/\\\\:}:$about")
                elif [[ "$word" == */ ]]; then
                    compadd -U -S '' -- "$word"
                else
                    plain+=("$word")
                fi ;;
        esac
    done
    (( ${#described} )) && _describe -V seki described -U
    (( ${#plain} )) && compadd -U -V ids -a plain
    return 0
}
compdef _seki_completion seki
[[ "$zsh_eval_context[-1]" == loadautofunc ]] && _seki_completion "$@"
"""
_FISH: Final = """\
function _seki_completion
    set -l words (commandline -opc | string collect)
    set -l word (commandline -ct | string collect)
    for line in (env COMP_WORDS="$words" _SEKI_WORD="$word" _SEKI_COMPLETE=complete_fish seki 2>/dev/null)
        set -l found (string split -m 1 , -- $line)
        switch $found[1]
            case dir
                __fish_complete_directories "$word"
            case file
                __fish_complete_path "$word"
            case plain
                printf '%s\\n' $found[2]
        end
    end
end
complete --command seki --no-files --arguments '(_seki_completion)'
"""
_PLACES: Final = {
    "bash": (".bash_completions/seki.sh", _BASH, ".bashrc", "source '{script}'"),
    "zsh": (".zfunc/_seki", _ZSH, ".zshrc", "fpath+=~/.zfunc; autoload -Uz compinit; compinit"),
    "fish": (".config/fish/completions/seki.fish", _FISH, "", ""),
}
SHELLS: Final = tuple(_PLACES)
"""The shells that have a completion."""


def completion_script(shell: str) -> str:
    """Return the script that a shell reads; it asks seki itself at every TAB."""
    return _PLACES[shell][1]


def completion_places(shell: str, home: Path) -> tuple[Path, Path | None]:
    """Return where the script is put and the start file that has to name it (fish finds its own)."""
    script, _, start, _ = _PLACES[shell]
    return home / script, home / start if start else None


def write_completion(shell: str, home: Path) -> bool:
    """Write a shell's script and, once, the line that reads it; say whether the line was added.

    What stands in the start file is left as it is, whatever its letters. Blocked (6) where the home cannot be written.
    """
    script, start = completion_places(shell, home)
    line = _PLACES[shell][3].format(script=script)
    try:
        script.parent.mkdir(parents=True, exist_ok=True)
        script.write_text(_PLACES[shell][1], encoding="utf-8")
        if start is None:
            return False
        there = start.read_bytes() if start.exists() else b""
        if line.encode() in there:
            return False
        with start.open("ab") as file:
            file.write((b"" if there.endswith(b"\n") or not there else b"\n") + line.encode() + b"\n")
    except OSError:
        raise Blocked(
            "補完のファイルを書けませんでした", where=str(script), remedy="フォルダーの権限と空き容量を確かめてください"
        ) from None
    return True
