# What bin/setup, bin/run and bin/test share: find what is missing on this machine, and get it or say how.
# Sourced with the repository as the current folder. Plain POSIX sh.
# shellcheck shell=sh

python=.venv/bin/python

say() { printf '%s\n' "$@" >&2; } # LINE...

fail() {
    say "$@"
    exit 1
}

has() { command -v "$1" >/dev/null 2>&1; }

first_of() { # COMMAND...: prints the first that this machine has
    for candidate in "$@"; do
        if has "$candidate"; then
            echo "$candidate"
            return
        fi
    done
    return 1
}

system_python() { # prints a Python that is new enough
    for candidate in python3 python3.14 python3.13 python3.12 python3.11; do
        if "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            echo "$candidate"
            return
        fi
    done
    fail "Hunar needs Python 3.11 or newer, and this machine has none. Install it, then start again."
}

manager() { # prints apt or brew, whichever gets packages on this machine
    if has apt-get && has dpkg-query; then
        echo apt
    elif has brew; then
        echo brew
    fi
}

# The libraries that WeasyPrint draws certificates with. Without the last one it works, 13 times slower.
native_packages() {
    case $(manager) in
        apt) echo libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 ;;
        brew) echo pango harfbuzz ;;
    esac
}

venv_package() { # what Debian keeps out of its Python and a virtual environment needs
    if [ "$(manager)" = apt ] && ! "$1" -c 'import ensurepip' 2>/dev/null; then
        echo "$1-venv"
    fi
}

missing_packages() { # PACKAGE...: prints those that are not installed
    case $(manager) in
        apt)
            for package in "$@"; do
                dpkg-query --show --showformat='${db:Status-Status}' "$package" 2>/dev/null |
                    grep -qx installed || echo "$package"
            done
            ;;
        brew)
            for package in "$@"; do
                brew list --versions "$package" >/dev/null 2>&1 || echo "$package"
            done
            ;;
    esac
}

get_packages() { # PACKAGE...: installs what is missing; where that needs more rights, prints the command and fails
    # shellcheck disable=SC2046 # one word a package
    set -- $(missing_packages "$@")
    [ $# -gt 0 ] || return 0
    if [ "$(manager)" = brew ]; then
        say "Installing $*"
        brew install --quiet "$@" >&2
    elif [ "$(id -u)" = 0 ]; then
        say "Installing $*"
        export DEBIAN_FRONTEND=noninteractive
        apt-get update -qq >&2
        apt-get install -qq --yes --no-install-recommends -o Dpkg::Use-Pty=0 "$@" >/dev/null
    else
        say "These packages are missing: $*" "" "Please run this command, then start again:" ""
        say "    sudo sh -c 'apt-get update && apt-get install --yes --no-install-recommends $*'" ""
        return 1
    fi
}

postgres_folder() { # prints the folder with initdb and pg_ctl, of the newest PostgreSQL server here
    if has initdb; then
        dirname "$(command -v initdb)"
        return
    fi
    newest=''
    for folder in /usr/lib/postgresql/*/bin /opt/homebrew/opt/postgresql*/bin /usr/local/opt/postgresql*/bin; do
        [ ! -x "$folder/initdb" ] || newest=$folder
    done
    [ -n "$newest" ] && echo "$newest"
}

make_venv() { # SYSTEM_PYTHON
    if [ -x $python ] && $python -c 'import pip' 2>/dev/null; then
        return
    fi
    rm -rf .venv
    "$1" -m venv .venv
}

install_lock() { # FILE...: installs a lock file when it is not the one that was installed last
    for lock in "$@"; do
        sum=$(cksum <"$lock")
        if [ "$(cat ".venv/$lock.sum" 2>/dev/null)" != "$sum" ]; then
            say "Installing what $lock names; the first time takes a minute or two"
            $python -m pip install --quiet --disable-pip-version-check --require-hashes -r "$lock" >&2
            echo "$sum" >".venv/$lock.sum"
        fi
    done
}

compile_translations() {
    find translations -name '*.po' 2>/dev/null | while read -r source; do
        compiled=${source%.po}.mo
        if [ ! -e "$compiled" ] || [ -n "$(find "$source" -newer "$compiled")" ]; then
            .venv/bin/pybabel --quiet compile --input-file="$source" --output-file="$compiled"
        fi
    done
}

set_up() { # LOCK...: all that the app needs; fast when it is there already
    found=$(system_python)
    # shellcheck disable=SC2046 # one word a package
    get_packages $(native_packages) $(venv_package "$found") || exit 1
    if [ "$(manager)" = brew ]; then # where Python looks for brew's libraries
        DYLD_FALLBACK_LIBRARY_PATH="$(brew --prefix)/lib:${DYLD_FALLBACK_LIBRARY_PATH-}"
        export DYLD_FALLBACK_LIBRARY_PATH
    elif [ -z "$(manager)" ]; then
        say "Neither apt nor brew is here: Pango and HarfBuzz (with its subset library) are yours to install."
    fi
    make_venv "$found"
    install_lock "$@"
    compile_translations
}
