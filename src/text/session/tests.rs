//! Blocks of code in, what is copied of them out.

use super::*;

/// What is copied of a block; `None`: all of it.
fn copied(language: &str, code: &str) -> Option<String> {
    let lines = lines(language, code)?;
    let typed = lines.iter().filter_map(|line| match line {
        Line::Typed { text, .. } => Some(*text),
        Line::Output(_) => None,
    });
    Some(typed.collect::<Vec<_>>().join("\n"))
}

#[test]
fn commands_are_told_from_prompts_and_output() {
    for (code, expected) in [
        (
            "$ kubectl get pods\nNAME  READY\napi   0/1\n$ kubectl delete pod api",
            "kubectl get pods\nkubectl delete pod api",
        ),
        ("root@db-1:~# systemctl restart postgresql\n", "systemctl restart postgresql"),
        ("[deploy@web-3 current]$ ./bin/stop\nstopped", "./bin/stop"),
        ("(venv) me@mac app % pip list", "pip list"),
        ("PS> Get-Service | Where Status -eq Stopped\nStatus Name", "Get-Service | Where Status -eq Stopped"),
        ("PS C:\\Users\\x> Restart-Service spooler", "Restart-Service spooler"),
        ("C:\\> ipconfig /flushdns\nWindows IP Configuration", "ipconfig /flushdns"),
        ("~/shop $ make deploy", "make deploy"),
        ("edge-3:~$ ./drain now\ndone\nedge-3:/etc# ./undo", "./drain now\n./undo"),
        ("root@db-1:/var/lib# ./repair --all\nok", "./repair --all"),
        ("Macs-MacBook-Pro:src bob$ ./deploy prod\nok", "./deploy prod"),
        ("mac:~ bob$ ./deploy prod\nmac:~ bob$", "./deploy prod"),
        ("❯ terraform apply", "terraform apply"),
        ("➜  api git:(main) ✗ kubectl delete pod x\npod deleted", "kubectl delete pod x"),
        ("➜  ~ kubectl get pods\n➜  ~ git pull\n➜  ~", "kubectl get pods\ngit pull"),
        ("➜  git git:(main) git status", "git status"),
        ("❯ sudo systemctl restart nginx\n❯", "sudo systemctl restart nginx"),
        ("$ npm run dev\n  ➜  Local:   http://localhost:5173/", "npm run dev"),
        ("D:\\>dir\n a.txt", "dir"),
        ("PS C:\\Program Files> dir", "dir"),
        ("# the node was full\n$ df -h\n/dev/sda1 100%", "df -h"),
        ("$ git --version\ngit version 2.39.2", "git --version"),
        ("# systemctl restart nginx\n# nginx -t\nnginx: the syntax is ok", "systemctl restart nginx\nnginx -t"),
        ("> kubectl rollout undo deploy/api\ndeployment rolled back", "kubectl rollout undo deploy/api"),
    ] {
        assert_eq!(copied("", code).as_deref(), Some(expected), "{code}");
    }
    assert_eq!(copied("console", "# reboot").as_deref(), Some("reboot"));
}

#[test]
fn a_command_of_several_lines_is_one() {
    for (code, expected) in [
        ("$ curl -s \\\n    https://x/y\nok", "curl -s \\\n    https://x/y"),
        ("$ curl -s \\\n> https://x/y\nok", "curl -s \\\nhttps://x/y"),
        ("$ cat <<EOF > f\na: 1\nEOF\n$ ls\nf", "cat <<EOF > f\na: 1\nEOF\nls"),
        ("$ for i in 1 2; do\n  echo $i\ndone\n1\n2", "for i in 1 2; do\n  echo $i\ndone"),
        ("$ psql -c \"select 1\n from x\"\n 1", "psql -c \"select 1\n from x\""),
        ("$ ps aux |\n  grep java\n 1 java", "ps aux |\n  grep java"),
        ("$ echo don't\ndont", "echo don't"),
        ("mysql> SELECT 1\n    -> FROM x;\n+---+\n| 1 |", "SELECT 1\nFROM x;"),
        ("shop=# select 1\nshop-# from x;\n 1", "select 1\nfrom x;"),
        ("shop=> select 1\n  from x;\n 1\n(1 row)", "select 1\n  from x;"),
        ("127.0.0.1:6379> FLUSHALL\nOK", "FLUSHALL"),
        (">>> for x in y:\n...     print(x)\n...\n1", "for x in y:\n    print(x)\n"),
    ] {
        assert_eq!(copied("", code).as_deref(), Some(expected), "{code}");
    }
}

#[test]
fn what_is_not_plainly_a_session_is_copied_as_it_stands() {
    for (language, code) in [
        ("bash", "# Restart the service\nsystemctl restart nginx"),
        ("bash", "# kill the old process\nkill 1234"),
        ("sh", "# make sure that it is down."),
        ("", "# mount options\n/dev/sda1 / ext4 defaults"),
        ("", "# git pull fetches the newest state of all"),
        ("", "> We are seeing errors\n> since this morning"),
        ("", "> shop@1.0.0 build\n> node build.js"),
        ("", "$ 5 per request\n$ 7 per user"),
        ("", "$ cd /srv\ngit pull\nsystemctl restart x"),
        ("", "systemctl stop x\n$ systemctl start x"),
        ("yaml", "# kubectl apply -f x.yaml\na: 1"),
        ("diff", "> ls -l"),
        ("makefile", "$ ls"),
        ("python", "# git pull --all\nx = 1"),
        ("", "% total    % received"),
        ("", "panic: runtime error\n\tat main.go:12"),
        ("", "$ cat <<EOF\nnever closed"),
        ("", "$VAR is empty"),
        ("", "a > b and c"),
        ("", "data> 5"),
        ("", "  VITE v5.0 ready\n\n  ➜  Local:   http://localhost:5173/\n  ➜  press h + enter to show help"),
        ("", "❯ Deploying to production\n❯ Done"),
        ("", "➜  sudo git pull"),
        ("", "➜  api git:(main) git pull\n➜  api git:(main) ./roll-out"),
        ("", "C:\\inetpub\\logs -> D:\\logs"),
        ("", "C:\\logs\\a => D:\\b"),
        ("", "C:\\logs\\a > D:\\b"),
        ("", "C:\\logs\\a>>D:\\b"),
        ("", "PS C:\\logs -> D:\\logs"),
    ] {
        assert_eq!(copied(language, code), None, "{language} {code}");
    }
}

#[test]
fn the_lists_are_read() {
    assert_eq!(toml::from_str::<prompts::Lists>(include_str!("prompts.toml")).err(), None);
}

#[test]
fn a_shell_that_a_command_opens_asks_with_another_prompt() {
    for (code, expected) in [
        (
            "$ sudo -i\n# systemctl stop pg\n# rm -rf /pg/wal\nremoved\n# exit\n$ echo ok",
            "sudo -i\nsystemctl stop pg\nrm -rf /pg/wal\nexit\necho ok",
        ),
        ("$ kubectl exec -it p -- sh\n/ # ls\nbin\n/ # exit\n$ uptime", "kubectl exec -it p -- sh\nls\nexit\nuptime"),
        ("$ ssh db-1\n% make\n% exit", "ssh db-1\nmake\nexit"),
        ("$ mongosh\n> db.x.drop()\ntrue", "mongosh\ndb.x.drop()"),
        ("$ psql shop\n> DROP INDEX x;\nok", "psql shop\nDROP INDEX x;"),
        ("(venv) $ x\n❯ make\nbuilt", "x\nmake"),
    ] {
        assert_eq!(copied("", code).as_deref(), Some(expected), "{code}");
    }
}

#[test]
fn where_a_command_may_be_among_the_answers_all_is_copied() {
    for code in [
        "$ kubectl get pods\napi-1 0/1\n# systemctl restart x\nok",
        "$ ls\n% make\nbuilt",
        "(venv) $ x\n% make",
        "$ ls\n# ./repair.sh",
        "$ ls\napi-1 > rm -rf x",
        "irb> 1\n=> 1\n>> 2\n=> 2",
        "$ psql\ndelete from x;\nDELETE 1",
        "$ ssh x\n# unheard-of --force",
        "shop=# begin;\nshop=?# delete from x;\nDELETE 3",
    ] {
        assert_eq!(copied("", code), None, "{code}");
    }
}

#[test]
fn other_prompts_are_taken_off() {
    for (language, code, expected) in [
        ("console", "> select 1\n 1\n> drop x", "select 1\ndrop x"),
        ("", "> SELECT 1;\n 1\n> DROP INDEX x;\nOK", "SELECT 1;\nDROP INDEX x;"),
        ("", "# systemctl restart x\nok\n# reboot\nbye", "systemctl restart x\nreboot"),
        ("", "% make\nbuilt\n% make install\nok", "make\nmake install"),
        ("", "❯ make\nbuilt", "make"),
        ("", "λ ls\nout", "ls"),
        ("", "/ # ls\nbin\n/ # kill 1\n/app # exit", "ls\nkill 1\nexit"),
        ("", "[10:00:01] $ ls\nx\n[10:00:05] $ pwd", "ls\npwd"),
        ("", "switch# conf t\nswitch(config)# no shut\nswitch(config-if)# end", "conf t\nno shut\nend"),
        ("", "test> db.x.find()\n[]\nrs0:PRIMARY> rs.status()\nok", "db.x.find()\nrs.status()"),
        ("", "$ ssh r1\nr1# conf t\nr1(config)# int g0/1\nr1(config-if)# shut", "ssh r1\nconf t\nint g0/1\nshut"),
        ("", "pg=# begin;\nBEGIN\npg=*# delete from x;\npg=!# rollback;", "begin;\ndelete from x;\nrollback;"),
        ("", "[root@a ~]# su - pg\n-bash-4.2$ pg_ctl stop\nbash# ls", "su - pg\npg_ctl stop\nls"),
        ("", "~/src ❯ make\nok\n~/src ❯ make install", "make\nmake install"),
        ("", "web:~ # zypper up\nok", "zypper up"),
        ("", "2026-03-01 10:00 $ ls\na\n2026-03-01 10:01 $ rm a", "ls\nrm a"),
        ("", "(gdb) bt\n#0 x\n(gdb) quit", "bt\nquit"),
        ("", "$ cat <<-\"E O\"\n\tx\n\tE O\n$ ls", "cat <<-\"E O\"\n\tx\n\tE O\nls"),
        ("", "$\u{200b} ls\nx\n$ \u{200b}pwd", "ls\npwd"),
        ("", "SQL> select 1\n  2  from dual;\n  1 row\nSQL> exit", "select 1\nfrom dual;\nexit"),
    ] {
        assert_eq!(copied(language, code).as_deref(), Some(expected), "{code}");
    }
}

#[test]
fn comments_and_reports_are_no_prompts() {
    for code in [
        "# nginx config\nserver {\n}\n# redis-cli settings\nx",
        "# make sure of it\nx\n# date of it\ny",
        "ERROR> no such file",
        "item# 5 is gone",
        "> make sure\n> go there",
    ] {
        assert_eq!(copied("", code), None, "{code}");
    }
    for (code, expected) in [
        ("$ npm run build\n\n> shop@1.0.0 build\n> vite build\n\nok", "npm run build"),
        ("$ cat f\n# a comment\nport = 1\n$ ls", "cat f\nls"),
        ("$ curl x\n% Total    % Received", "curl x"),
    ] {
        assert_eq!(copied("", code).as_deref(), Some(expected), "{code}");
    }
}
