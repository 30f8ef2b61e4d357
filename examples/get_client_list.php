<?php
$server = new Swoole\Server("127.0.0.1", 9501);
$server->on('Receive', function ($server, $fd, $from_id, $data) {
    //获取所有的连接,并发送 hello   

    $startFd = 0;//开始的fd
    while (true) {
        $list = $server->getClientList($startFd, 10);//每次只获取10条
        if ($list === false||count($list) === 0) {
            echo "完成\n";//获取完毕则退出
            break;
        }
        $startFd = end($list);//获取最大的fd
        var_dump($list);
        foreach ($list as $fd) {
            $server->send($fd, "hello");
        }
    }
});
$server->start();
