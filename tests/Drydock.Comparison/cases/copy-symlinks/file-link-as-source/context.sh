echo real > real
chmod 751 real
ln -s real link
