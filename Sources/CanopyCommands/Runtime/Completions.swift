internal import ArgumentParser
internal import Foundation
internal import GDAL

/// What shells complete that only files and programs tell.
enum Completions {
    /// The missions of `--dataset`: folders of the input, where that is a folder.
    static let missions = CompletionKind.custom { words, _, prefix in
        guard let input = value(of: Settings.input.option, in: words) ?? variable(Settings.input.variable) else {
            return []
        }
        let entries = (try? FileManager.default.contentsOfDirectory(atPath: input)) ?? []
        return entries.filter { name in
            var isFolder: ObjCBool = false
            return name.hasPrefix(prefix) && !name.hasPrefix(".")
                && FileManager.default.fileExists(atPath: "\(input)/\(name)", isDirectory: &isFolder)
                && isFolder.boolValue
        }.sorted()
    }

    /// The layers of the file that `--boundary` names.
    static let layers = CompletionKind.custom { words, _, prefix in
        guard let path = value(of: "boundary", in: words), let file = try? VectorFile(path) else { return [] }
        return file.layers.filter { $0.hasPrefix(prefix) }
    }

    /// The value that an option has on a command line so far.
    private static func value(of option: String, in words: [String]) -> String? {
        if let index = words.lastIndex(of: "--\(option)"), words.indices.contains(index + 1) { return words[index + 1] }
        return words.last { $0.hasPrefix("--\(option)=") }.map { String($0.dropFirst(option.count + 3)) }
    }

    private static func variable(_ name: String) -> String? { CommandContext.current.variables[name] }

    /// The script that ArgumentParser makes, and behind it what it does not know of: plugins, and what `help` takes.
    static func script(_ script: String) -> String {
        if script.hasPrefix("#compdef") {
            let last = "if [[ \"${funcstack[1]}\" = _canopy ]]"
            return script.replacing(last, with: zsh + last)
        }
        return script + (script.hasPrefix("#!/bin/bash") ? bash : fish)
    }

    private static let bash = #"""

        # Plugins and topics, as they are when they are asked for.
        _canopy_and_plugins() {
            _canopy "${@}"
            local list
            case "${COMP_CWORD}:${COMP_WORDS[1]}" in
            1:-*) return ;;
            1:*) list=plugins ;;
            2:help) list=all ;;
            *) return ;;
            esac
            COMPREPLY+=($(compgen -W "$("${COMP_WORDS[0]}" help --names "${list}" 2> /dev/null | cut -f 1)" -- "${2}"))
        }

        complete -o filenames -F _canopy_and_plugins canopy
        """# + "\n"

    private static let zsh = #"""
        # Plugins and topics, as they are when they are asked for.
        functions[_canopy_built_in]="${functions[_canopy]}"
        _canopy() {
            local list=
            if (( CURRENT == 2 )) && [[ "${words[2]}" != -* ]]; then list=plugins; fi
            if (( CURRENT == 3 )) && [[ "${words[2]}" == help ]]; then list=all; fi
            local -a names
            if [[ -n "${list}" ]]; then
                local line
                for line in "${(@f)$("${words[1]}" help --names "${list}" 2> /dev/null)}"; do
                    names+=("${line/$'\t'/:}")
                done
            fi
            local -i ret=1
            _canopy_built_in "${@}" && ret=0
            if (( ${#names} )); then _describe 'plugin or topic' names && ret=0; fi
            return "${ret}"
        }

        """# + "\n"

    private static let fish = #"""

        # Plugins and topics, as they are when they are asked for.
        complete -c 'canopy' -n '__fish_use_subcommand' -fa '(canopy help --names plugins 2> /dev/null)'
        complete -c 'canopy' -n '__fish_seen_subcommand_from help' -fa '(canopy help --names all 2> /dev/null)'
        """# + "\n"
}
